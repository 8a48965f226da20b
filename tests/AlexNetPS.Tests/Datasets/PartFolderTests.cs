using AlexNetPS.Datasets;
using AlexNetPS.Datasets.Health;
using AlexNetPS.Datasets.Layouts.Parts;
using AlexNetPS.Tests.Imaging;

namespace AlexNetPS.Tests.Datasets;

public class PartFolderTests
{
    [Theory]
    [InlineData("train", SplitName.Train, "*")]
    [InlineData("TRAIN", SplitName.Train, "*")]
    [InlineData("Training", SplitName.Train, "*")]
    [InlineData("training_set", SplitName.Train, "*")]
    [InlineData("Train data", SplitName.Train, "*")]
    [InlineData("TrainingImages", SplitName.Train, "*")]
    [InlineData("trainset", SplitName.Train, "*")]
    [InlineData("is_valid", SplitName.Validation, "*")]
    [InlineData("Valid", SplitName.Validation, "*")]
    [InlineData("dev-set", SplitName.Validation, "*")]
    [InlineData("seg_test", SplitName.Test, "seg *")]
    [InlineData("val2017", SplitName.Validation, "* 2017")]
    [InlineData("testA", SplitName.Test, "* a")]
    [InlineData("evaluation", SplitName.Test, "*")]
    public void NamesOfPartsAreKnown(string name, SplitName split, string rest)
    {
        PartName part = PartNames.Of(name)!.Value;
        Assert.Equal((split, rest), (part.Split, part.Rest));
    }

    [Theory]
    [InlineData("restraint")]
    [InlineData("trainers")]
    [InlineData("testament")]
    [InlineData("validity")]
    [InlineData("contest")]
    [InlineData("cat")]
    [InlineData("train_test")]
    [InlineData("images")]
    [InlineData("2023")]
    public void OtherNamesAreNot(string name) => Assert.Null(PartNames.Of(name));

    [Theory]
    [InlineData("Training", "Testing")]
    [InlineData("training_set", "test_set")]
    [InlineData("Train data", "Test data")]
    [InlineData("TRAIN", "TEST")]
    [InlineData("trainData", "testImages")]
    [InlineData("seg_train", "seg_test")]
    [InlineData("train2017", "test2017")]
    [InlineData("images/train", "images/test")]
    [InlineData("dataset/training_set", "dataset/test_set")]
    [InlineData("train/images", "test/images")]
    [InlineData("seg_train/seg_train", "seg_test/seg_test")]
    public void PartsUnderOtherNamesAreParts(string train, string test)
    {
        using var folder = new TemporaryFolder();
        foreach (string name in (string[])["cat", "dog"])
        {
            folder.WriteClass($"{train}/{name}", 4);
            folder.WriteClass($"{test}/{name}", 2);
        }

        ImageNetDataset dataset = Import(folder);
        Assert.Equal(["cat", "dog"], dataset.Classes.Select(c => c.Name));
        Assert.Equal((8, 4), (dataset.Train.Count + dataset.Validation.Count, dataset.Test.Count));
        Assert.Empty(dataset.Warnings);
        Assert.DoesNotContain(DatasetHealth.Check(dataset, _lenient), f => f.Kind == FindingKind.FolderLevel);
    }

    [Fact]
    public void ImagesWithoutLabelsNextToThePartsAreSkippedByName()
    {
        using var folder = new TemporaryFolder();
        foreach (string name in (string[])["seg_train/seg_train/sea", "seg_train/seg_train/forest",
            "seg_test/seg_test/unknown", "seg_pred/seg_pred"])
        {
            folder.WriteClass(name, 3);
        }

        ImageNetDataset dataset = Import(folder);
        Assert.Equal(["forest", "sea"], dataset.Classes.Select(c => c.Name));
        Assert.Equal((6, 0), (dataset.Count, dataset.Test.Count));
        Assert.Contains(dataset.Warnings, w => w.Contains("seg_pred", StringComparison.Ordinal));
        Assert.Contains(dataset.Warnings, w => w.Contains("unknown", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("A/cat", "A/dog", "B/cat", "B/dog")]
    [InlineData("site 1/0", "site 1/1", "site 2/0", "site 2/1")]
    [InlineData("val/cat", "val/dog", "test/cat", "test/dog")]
    [InlineData("fold1/cat", "fold1/dog", "fold2/cat", "fold2/dog")]
    [InlineData("fold_0", "fold_1", "fold_2", "fold_3")]
    [InlineData("trainA", "trainB", "testA", "testB")]
    public void WhatMayBePartsIsAnErrorThatNamesTheParameters(params string[] classes)
    {
        using var folder = new TemporaryFolder();
        foreach (string name in classes)
            folder.WriteClass(name, 3);
        string refusal = Assert.Throws<DatasetException>(() => Import(folder)).Message;
        foreach (string word in (string[])["-TrainPath", "-ValidationPath", "-TestPath", "-Layout ClassFolders"])
            Assert.Contains(word, refusal, StringComparison.Ordinal);
        ImageNetDataset asked = Import(folder, new ImportOptions { Layout = DatasetLayout.ClassFolders });
        Assert.Equal(classes.Select(name => name.Split('/')[0]).Distinct().Order(StringComparer.Ordinal),
            asked.Classes.Select(c => c.Name));
        // Classes that are named so are found in a store of an earlier version, too.
        Assert.Equal(asked.Classes[0].Name is "A" or "site 1" ? 0 : 1,
            DatasetHealth.Check(asked, _lenient).Count(f => f.Kind == FindingKind.FolderLevel
                && f.What.Contains("named like", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("HAM10000_images_part_1", "HAM10000_images_part_2")]
    [InlineData("image_part_1", "image_part_2")]
    [InlineData("images_001", "images_002", "images_010")]
    [InlineData("batch_1", "batch_2")]
    [InlineData("Batch 3", "Batch 7")]
    [InlineData("part1", "part2", "part3")]
    [InlineData("part_a", "part_b")]
    [InlineData("photos (1)", "photos (2)")]
    [InlineData("images_01/cat", "images_01/dog", "images_02/cow")]
    public void NumberedPartsOfOneSetAreAnError(params string[] names)
    {
        using var folder = new TemporaryFolder();
        foreach (string name in names)
            folder.WriteClass(name, 3);
        string refusal = Assert.Throws<DatasetException>(() => Import(folder)).Message;
        foreach (string word in (string[])["numbered parts", "list", "-TrainPath", "-Layout ClassFolders"])
            Assert.Contains(word, refusal, StringComparison.Ordinal);
        ImageNetDataset asked = Import(folder, new ImportOptions { Layout = DatasetLayout.ClassFolders });
        Assert.Equal(names.Select(name => name.Split('/')[0]).Distinct().Count(), asked.Classes.Count);
        Assert.Contains(DatasetHealth.Check(asked, _lenient), f => f.Kind == FindingKind.FolderLevel);
    }

    [Theory]
    [InlineData("class_1", "class_2")]
    [InlineData("1", "2", "3")]
    [InlineData("c0", "c1")]
    [InlineData("n01440764", "n01496331")]
    [InlineData("part_1043", "part_2211")]
    [InlineData("set 7", "set 9")]
    [InlineData("grade1", "grade2")]
    [InlineData("type_a", "type_b")]
    [InlineData("person_1", "person_2")]
    [InlineData("batch_1", "good")]
    [InlineData("vitamin_a", "vitamin_b")]
    [InlineData("level 1", "level 2")]
    public void OtherNumberedFoldersAreClasses(params string[] names)
    {
        using var folder = new TemporaryFolder();
        foreach (string name in names)
            folder.WriteClass(name, 3);
        ImageNetDataset dataset = Import(folder);
        Assert.Equal(names, dataset.Classes.Select(c => c.Name));
        Assert.Empty(dataset.Warnings);
        Assert.DoesNotContain(DatasetHealth.Check(dataset, _lenient), f => f.Kind == FindingKind.FolderLevel);
    }

    [Theory]
    [InlineData("HAM10000_metadata.csv", "lesion_id,image_id,dx,dx_type,age\nHAM_0,{0},nv,histo,80\nHAM_1,{1},mel,histo,70\n")]
    [InlineData("Data_Entry_2017.csv", "Image Index,Finding Labels,Follow-up #\n{0}.jpg,Cardiomegaly,0\n{1}.jpg,Mass,0\n")]
    public void AListNextToNumberedPartsHasTheLabels(string list, string rows)
    {
        using var folder = new TemporaryFolder();
        folder.Write("images_part_1/x1.jpg", DrawnImage.Jpeg(40, 40, 1));
        folder.Write("images_part_2/x2.jpg", DrawnImage.Jpeg(40, 40, 2));
        folder.Write(list, System.Text.Encoding.UTF8.GetBytes(
            string.Format(System.Globalization.CultureInfo.InvariantCulture, rows, "x1", "x2")));
        ImageNetDataset dataset = Import(folder);
        Assert.Equal(2, dataset.Count);
        Assert.DoesNotContain(dataset.Classes, c => c.Name.Contains("part", StringComparison.Ordinal));
    }

    [Fact]
    public void ATrainAmongVehiclesIsAClass()
    {
        using var folder = new TemporaryFolder();
        foreach (string name in (string[])["bus", "car", "train"])
            folder.WriteClass(name, 3);
        ImageNetDataset dataset = Import(folder);
        Assert.Equal(["bus", "car", "train"], dataset.Classes.Select(c => c.Name));
        Assert.Empty(dataset.Warnings);
        Assert.DoesNotContain(DatasetHealth.Check(dataset, _lenient), f => f.Kind == FindingKind.FolderLevel);
    }

    [Fact]
    public void FoldersThatSortImagesAreTold()
    {
        using var folder = new TemporaryFolder();
        foreach (string name in (string[])["ill/2023", "ill/2024", "well/2023", "well/2024"])
            folder.WriteClass(name, 2);
        ImageNetDataset dataset = Import(folder);
        Assert.Equal(["ill", "well"], dataset.Classes.Select(c => c.Name));
        Assert.Contains("2023, 2024", Assert.Single(dataset.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void PartsMayLieAnywhere()
    {
        using var folder = new TemporaryFolder();
        foreach (string name in (string[])["fold1", "fold2", "fold3"])
        {
            folder.WriteClass($"{name}/cat", 3);
            folder.WriteClass($"{name}/dog", 3);
        }

        string test = Path.Combine(folder.Root, "else", "held out");
        Directory.CreateDirectory(Path.Combine(test, "dog"));
        File.WriteAllBytes(Path.Combine(test, "dog", "1.jpg"), DrawnImage.Jpeg(20, 20));
        string list = Path.Combine(folder.Root, "else", "more.csv");
        File.WriteAllText(list, "path,label\nheld out/dog/2.jpg,cat\n");
        File.WriteAllBytes(Path.Combine(test, "dog", "2.jpg"), DrawnImage.Jpeg(20, 20));
        File.Delete(Path.Combine(test, "dog", "1.jpg"));
        var paths = new SplitPaths([folder.At("fold1"), folder.At("fold2")], [folder.At("fold3")], [list]);
        ImageNetDataset dataset = Import(paths, folder);
        Assert.Equal((12, 6, 1), (dataset.Train.Count, dataset.Validation.Count, dataset.Test.Count));
        Assert.Equal(folder.At("fold1", "cat", "000.jpg"), dataset.Train.Samples[0].Path);
        Assert.Equal(("cat", Path.Combine(test, "dog", "2.jpg")),
            (dataset.Test.Samples[0].Label, dataset.Test.Samples[0].Path));
        Assert.Equal(dataset.Sha256, ImageNetDataset.Open(dataset.StorePath!).Sha256);
        Assert.Equal(dataset.StorePath, Import(paths, folder).StorePath);

        // Another choice of folds is another dataset.
        ImageNetDataset other = Import(new SplitPaths([folder.At("fold1"), folder.At("fold3")], [], []), folder);
        Assert.NotEqual(dataset.StorePath, other.StorePath);
        Assert.True(other.Validation.Count > 0);
    }

    [Fact]
    public void PartsThatOverlapOrLackTrainingAreRejected()
    {
        using var folder = new TemporaryFolder();
        folder.WriteClass("a/train/cat", 2);
        folder.WriteClass("a/train/dog", 2);
        folder.WriteClass("a/val/cat", 2);
        folder.WriteClass("b/bird", 2);
        string a = folder.At("a"), train = folder.At("a", "train"), b = folder.At("b");
        Assert.Contains("inside", Refusal([a], [folder.At("a", "val")]), StringComparison.Ordinal);
        Assert.Contains("twice", Refusal([train], [train]), StringComparison.Ordinal);
        Assert.Contains("bird", Refusal([train], [b]), StringComparison.Ordinal);
        Assert.Contains("of its own", Refusal([a], []), StringComparison.Ordinal);
        Assert.Contains("-TrainPath", Refusal([], [train]), StringComparison.Ordinal);
        Assert.Contains("nowhere", Refusal([folder.At("nowhere")], []), StringComparison.Ordinal);

        string Refusal(string[] training, string[] validation) => Assert.Throws<DatasetException>(
            () => Import(new SplitPaths(training, validation, []), folder)).Message;
    }

    private static readonly HealthOptions _lenient = new() { MinimumImages = 0, MinimumSide = 0 };

    private static ImageNetDataset Import(TemporaryFolder folder, ImportOptions? options = null) =>
        ImageNetImporter.Import(folder.Photos,
            (options ?? new ImportOptions()) with { CachePath = folder.Cache, ImageSize = 16 });

    private static ImageNetDataset Import(SplitPaths paths, TemporaryFolder folder) =>
        ImageNetImporter.Import(paths, new ImportOptions { CachePath = folder.Cache, ImageSize = 16 });
}
