"""Holds queries that read a range against the emulator's own, which look at everything: the same pages for the same questions.

Prints how many were compared, and how many of them had something in them.
"""

import json
import os
import random
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "local"))

import dynamodb_ranges as ranges  # noqa: E402
from ministack.services import dynamodb  # noqa: E402

random.seed(20261130)
TABLE = "ledger"
KEYS = {"": ("pk", "sk"), "byKind": ("kind", "at"), "open": ("open", "at")}


def call(function, data):
    status, _, body = function(json.loads(json.dumps(data)))
    return status, json.loads(body)


def number(most):
    return str(random.randrange(most)).zfill(3)


def key_schema(names):
    return [{"AttributeName": name, "KeyType": kind} for name, kind in zip(names, ("HASH", "RANGE"))]


def make_table():
    status, _ = call(
        dynamodb._create_table,
        {
            "TableName": TABLE,
            "BillingMode": "PAY_PER_REQUEST",
            "KeySchema": key_schema(KEYS[""]),
            "AttributeDefinitions": [
                {"AttributeName": name, "AttributeType": "S"} for name in ("pk", "sk", "kind", "at", "open")
            ],
            "GlobalSecondaryIndexes": [
                {"IndexName": name, "KeySchema": key_schema(KEYS[name]), "Projection": {"ProjectionType": projection}}
                for name, projection in (("byKind", "ALL"), ("open", "KEYS_ONLY"))
            ],
        },
    )
    assert status == 200


def change_some(count):
    for _ in range(count):
        key = {"pk": {"S": "p" + number(5)}, "sk": {"S": random.choice(["a", "b", "é", "z#", "\U0001f600"]) + number(40)}}
        if random.random() < 0.25:
            call(dynamodb._delete_item, {"TableName": TABLE, "Key": key})
            continue
        body = {"S": "x" * random.choice([1, 50, 60_000])}
        item = {**key, "kind": {"S": "k" + number(3)}, "at": {"S": "2026-" + number(30)}, "body": body}
        if random.random() < 0.4:
            item["open"] = {"S": "o" + number(2)}
        call(dynamodb._put_item, {"TableName": TABLE, "Item": item})


def some_question():
    index = random.choice(list(KEYS))
    hash_name, range_name = KEYS[index]
    word = {"": "p", "byKind": "k", "open": "o"}[index] + number(6)
    bound = lambda: "2026-" + number(30) if index else random.choice(["a", "b", "é", "z#"]) + number(40)
    first, last = sorted([bound(), bound()])
    if random.random() < 0.05:
        first, last = last, first
    condition, values = random.choice(
        [
            ("", {}),
            (" AND #r >= :a", {":a": first}),
            (" AND #r <= :a", {":a": first}),
            (" AND #r BETWEEN :a AND :b", {":a": first, ":b": last}),
            (" AND begins_with(#r, :a)", {":a": first[: random.choice([1, 2, 6])]}),
        ]
    )
    fields = random.sample(["pk", "sk", "at", "kind", "body", "gone"], random.randrange(1, 6)) if random.random() < 0.3 else []
    shown = {f"#{name}": name for name in fields}
    return range_name, {
        "TableName": TABLE,
        "KeyConditionExpression": "#h = :h" + condition,
        "ExpressionAttributeNames": {"#h": hash_name, **({"#r": range_name} if values else {}), **shown},
        "ExpressionAttributeValues": {name: {"S": text} for name, text in {":h": word, **values}.items()},
        "ScanIndexForward": random.choice([True, False]),
        **({"ProjectionExpression": ", ".join(shown)} if shown else {}),
        **({"IndexName": index} if index else {}),
        **({"Limit": random.choice([1, 2, 7, 50])} if random.random() < 0.6 else {}),
    }


make_table()
compared, full = 0, 0
for _ in range(15):
    change_some(40)
    for _ in range(40):
        range_name, question = some_question()
        for _ in range(6):
            right, ours = call(ranges.query_whole_partition, question), call(ranges.query, question)
            if right != ours:
                sys.exit(f"{json.dumps(question)}\nthe emulator: {right}\nours: {ours}")
            compared += 1
            full += right[1].get("Count", 0) > 0
            start = right[1].get("LastEvaluatedKey")
            if not start:
                break
            outside = {range_name: {"S": "zzz"}} if random.random() < 0.05 else {}
            question = {**question, "ExclusiveStartKey": {**start, **outside}}
print(json.dumps({"compared": compared, "full": full, "kept": sum(len(each[1]) for each in ranges.kept.values())}))
