using System.Runtime.InteropServices;

namespace AlexNetPS.Mpi.Binding;

/// <summary>
/// The values that a library's mpi.h defines. There are two families. In MPICH's, which Intel MPI and MS-MPI share, a
/// handle is an int with a fixed value; in Open MPI's it is the address of an exported object.
/// </summary>
internal sealed record MpiFamily
{
    /// <summary>Whether handles are addresses.</summary>
    public required bool IsOpenMpi { get; init; }

    /// <summary>Bytes of a handle in memory.</summary>
    public int HandleBytes => IsOpenMpi ? sizeof(long) : sizeof(int);

    /// <summary>MPI_COMM_WORLD.</summary>
    public required nint World { get; init; }

    /// <summary>MPI_FLOAT.</summary>
    public required nint Float { get; init; }

    /// <summary>MPI_BYTE.</summary>
    public required nint Byte { get; init; }

    /// <summary>MPI_SUM.</summary>
    public required nint Sum { get; init; }

    /// <summary>MPI_REQUEST_NULL.</summary>
    public required nint NoRequest { get; init; }

    /// <summary>MPI_INFO_NULL.</summary>
    public required nint NoInfo { get; init; }

    /// <summary>MPI_ERRORS_RETURN.</summary>
    public required nint ErrorsReturn { get; init; }

    /// <summary>MPI_IN_PLACE.</summary>
    public required nint InPlace { get; init; }

    /// <summary>MPI_STATUS_IGNORE and MPI_STATUSES_IGNORE.</summary>
    public required nint NoStatus { get; init; }

    /// <summary>MPI_ANY_SOURCE.</summary>
    public required int AnySource { get; init; }

    /// <summary>MPI_COMM_TYPE_SHARED.</summary>
    public required int SharedMemory { get; init; }

    /// <summary>The family of a loaded library.</summary>
    public static MpiFamily Of(nint library) =>
        NativeLibrary.TryGetExport(library, "ompi_mpi_comm_world", out nint world) ? OpenMpi(library, world) : Mpich;

    private static MpiFamily Mpich { get; } = new()
    {
        IsOpenMpi = false,
        World = 0x44000000,
        Float = 0x4c00040a,
        Byte = 0x4c00010d,
        Sum = 0x58000003,
        NoRequest = 0x2c000000,
        NoInfo = 0x1c000000,
        ErrorsReturn = 0x54000001,
        InPlace = -1,
        NoStatus = 1,
        AnySource = -2,
        SharedMemory = 1,
    };

    private static MpiFamily OpenMpi(nint library, nint world) => new()
    {
        IsOpenMpi = true,
        World = world,
        Float = NativeLibrary.GetExport(library, "ompi_mpi_float"),
        Byte = NativeLibrary.GetExport(library, "ompi_mpi_byte"),
        Sum = NativeLibrary.GetExport(library, "ompi_mpi_op_sum"),
        NoRequest = NativeLibrary.GetExport(library, "ompi_request_null"),
        NoInfo = NativeLibrary.GetExport(library, "ompi_mpi_info_null"),
        ErrorsReturn = NativeLibrary.GetExport(library, "ompi_mpi_errors_return"),
        InPlace = 1,
        NoStatus = 0,
        AnySource = -1,
        SharedMemory = 0,
    };
}
