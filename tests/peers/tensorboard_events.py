#!/usr/bin/env python3
"""Reads the TensorBoard event files of a run with Python's protobuf and prints what TensorBoard would show.

    python3 tests/peers/tensorboard_events.py RUN [--tag GLOB]

Needs google.protobuf (Debian: python3-protobuf). The messages are described here by the numbers and types of
tensorflow's event.proto and summary.proto; record checksums are checked. Files are read in the order of their names, and
a session that began again takes back what the files before have of its first step and later ones. Prints a line for each
tag, or with --tag every point of the tags that match. Fails on a wrong checksum, on a step that shows twice, and on a
histogram whose buckets do not add up to its count.
"""
import argparse
import fnmatch
import struct
import sys
from pathlib import Path

from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

TYPES = descriptor_pb2.FieldDescriptorProto
MESSAGES = {
    "Event": [(1, "wall_time", TYPES.TYPE_DOUBLE), (2, "step", TYPES.TYPE_INT64), (3, "file_version", TYPES.TYPE_STRING),
              (5, "summary", "Summary"), (7, "session_log", "SessionLog")],
    "Summary": [(1, "value", ["Value"])],
    "Value": [(1, "tag", TYPES.TYPE_STRING), (2, "simple_value", TYPES.TYPE_FLOAT), (5, "histo", "HistogramProto")],
    "HistogramProto": [(1, "min", TYPES.TYPE_DOUBLE), (2, "max", TYPES.TYPE_DOUBLE), (3, "num", TYPES.TYPE_DOUBLE),
                       (4, "sum", TYPES.TYPE_DOUBLE), (5, "sum_squares", TYPES.TYPE_DOUBLE),
                       (6, "bucket_limit", [TYPES.TYPE_DOUBLE]), (7, "bucket", [TYPES.TYPE_DOUBLE])],
    "SessionLog": [(1, "status", TYPES.TYPE_INT32)],
}
START = 1


def message_class(name):
    file = descriptor_pb2.FileDescriptorProto(name="events.proto", package="tb", syntax="proto2")
    for message, fields in MESSAGES.items():
        described = file.message_type.add(name=message)
        for number, field, kind in fields:
            repeated = isinstance(kind, list)
            kind = kind[0] if repeated else kind
            added = described.field.add(name=field, number=number, label=TYPES.LABEL_REPEATED if repeated else TYPES.LABEL_OPTIONAL)
            if isinstance(kind, str):
                added.type, added.type_name = TYPES.TYPE_MESSAGE, f".tb.{kind}"
            else:
                added.type = kind
    pool = descriptor_pool.DescriptorPool()
    pool.Add(file)
    descriptor = pool.FindMessageTypeByName(f"tb.{name}")
    newer = getattr(message_factory, "GetMessageClass", None)
    return newer(descriptor) if newer else message_factory.MessageFactory(pool).GetPrototype(descriptor)


def crc_table():
    for value in range(256):
        for _ in range(8):
            value = value >> 1 ^ (value & 1) * 0x82F63B78
        yield value


TABLE = list(crc_table())


def masked_crc(data):
    crc = 0xFFFFFFFF
    for byte in data:
        crc = crc >> 8 ^ TABLE[(crc ^ byte) & 0xFF]
    crc ^= 0xFFFFFFFF
    return ((crc >> 15 | crc << 17) + 0xA282EAD8) & 0xFFFFFFFF


def records(path):
    data, at = path.read_bytes(), 0
    while len(data) - at >= 12:
        length, check = struct.unpack_from("<QI", data, at)
        assert masked_crc(data[at:at + 8]) == check, f"{path.name}: wrong checksum of a length at {at}"
        if len(data) - at < length + 16:
            break
        content = data[at + 12:at + 12 + length]
        assert masked_crc(content) == struct.unpack_from("<I", data, at + 12 + length)[0], f"{path.name}: wrong checksum at {at}"
        yield content
        at += length + 16
    if at < len(data):
        print(f"{path.name}: a record at the end is cut off")


def read(folder):
    event_class, shown, begun = message_class("Event"), {}, False
    for path in sorted(folder.glob("*tfevents*")):
        for number, content in enumerate(records(path)):
            event = event_class.FromString(content)
            assert number or event.file_version == "brain.Event:2", f"{path.name} has no version"
            if event.session_log.status == START:
                for points in shown.values() if begun else ():
                    points[:] = [point for point in points if point[0] < event.step]
                begun = True
            for value in event.summary.value:
                shown.setdefault(value.tag, []).append((event.step, value))
    return shown


def describe(value):
    if not value.HasField("histo"):
        return f"{value.simple_value:.6g}"
    histogram = value.histo
    assert sum(histogram.bucket) == histogram.num and len(histogram.bucket) == len(histogram.bucket_limit), value.tag
    mean = histogram.sum / histogram.num
    deviation = max(histogram.sum_squares / histogram.num - mean * mean, 0) ** 0.5
    return f"{histogram.num:,.0f} values, {histogram.min:.4g} to {histogram.max:.4g}, mean {mean:.4g}, deviation {deviation:.4g}, {len(histogram.bucket)} buckets"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("run", type=Path)
    parser.add_argument("--tag", help="print every point of the tags that match, 'loss/*' for example")
    arguments = parser.parse_args()
    shown = read(arguments.run)
    if not shown:
        print(f"no events in {arguments.run}")
        return 1

    width = max(map(len, shown))
    print(f"{'tag':{width}} {'points':>6} {'first':>8} {'last':>8}  last value")
    for tag, points in sorted(shown.items()):
        steps = [step for step, _ in points]
        assert all(a < b for a, b in zip(steps, steps[1:])), f"{tag}: a step shows twice"
        texts = [describe(value) for _, value in points]
        if arguments.tag is None:
            print(f"{tag:{width}} {len(points):6} {steps[0]:8} {steps[-1]:8}  {texts[-1]}")
        elif fnmatch.fnmatch(tag, arguments.tag):
            for step, text in zip(steps, texts):
                print(f"{tag:{width}} {'':6} {'':8} {step:8}  {text}")
    print(f"{len(shown)} tags, {sum(map(len, shown.values()))} points")
    return 0


if __name__ == "__main__":
    sys.exit(main())
