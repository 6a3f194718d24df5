"""Queries of the emulator's DynamoDB that read the range they ask for.

The emulator sorts a whole partition and compares each of its items for every page of an answer: with a ledger of 400 days one page of the
console took minutes. DynamoDB reads the items of the range alone. Here each partition that was asked is kept in order, and what is asked
is cut out of it; what has another form is left to the emulator, with all its refusals.
https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Query.html
"""

import re
from bisect import bisect_left, bisect_right

from ministack.services import dynamodb

query_whole_partition = dynamodb._query
note_in_indexes = dynamodb._index_item

# The forms that the ledger's queries have.
conditions = (
    (re.compile(r"^(#\w+) = (:\w+)$"), "all"),
    (re.compile(r"^(#\w+) = (:\w+) AND (#\w+) >= (:\w+)$"), "from"),
    (re.compile(r"^(#\w+) = (:\w+) AND (#\w+) <= (:\w+)$"), "until"),
    (re.compile(r"^(#\w+) = (:\w+) AND (#\w+) BETWEEN (:\w+) AND (:\w+)$"), "between"),
    (re.compile(r"^(#\w+) = (:\w+) AND begins_with\((#\w+), (:\w+)\)$"), "prefix"),
)
understood = {
    "TableName",
    "IndexName",
    "ConsistentRead",
    "KeyConditionExpression",
    "ExpressionAttributeNames",
    "ExpressionAttributeValues",
    "ProjectionExpression",
    "ScanIndexForward",
    "ExclusiveStartKey",
    "Limit",
}

# By the identity of a table: the table, and of each index ("" for the table itself) and partition the entries in order. An entry is
# (sort key, partition key of the table, sort key of the table), in the order of DynamoDB.
kept = {}


def partitions_of(table):
    known = kept.get(id(table))
    if known is None or known[0] is not table:
        known = kept[id(table)] = (table, {}, {})
    return known[1]


def key_names(table, index):
    """The two keys of a table or an index, where both are texts and there are no others; nothing otherwise."""
    if index:
        found = dynamodb._index_def(table, index)
        if found is None:
            return None
        hashes, ranges = dynamodb._index_key_lists(found)
        if len(hashes) != 1 or len(ranges) != 1:
            return None
        names = (hashes[0], ranges[0])
    else:
        names = (table.get("pk_name"), table.get("sk_name"))
    types = [name and dynamodb._get_attr_type(table, name) for name in (*names, table.get("pk_name"), table.get("sk_name"))]
    return names if types == ["S"] * 4 else None


def members_of(table, index, value):
    if index:
        return dynamodb._index_members(table).get(index, {}).get(value, {})
    return table["items"].get(value, {})


def entries_of(table, index, names, value):
    partitions = partitions_of(table)
    members = members_of(table, index, value)
    entries = partitions.get((index, value))
    if entries is None or len(entries) != len(members):
        if index:
            items = table["items"]
            entries = sorted((items[pk][sk][names[1]]["S"], pk, sk) for pk, sk in members)
        else:
            entries = sorted((sk, value, sk) for sk in members)
        partitions[(index, value)] = entries
    return entries


def note(table, pk, sk, item, add):
    """Keeps what is in order in order when an item is written or removed."""
    note_in_indexes(table, pk, sk, item, add)
    partitions = partitions_of(table)
    for index in {index for index, _ in partitions}:
        names = key_names(table, index)
        value = names and item.get(names[0], {}).get("S")
        entries = partitions.get((index, value))
        if entries is None or names[1] not in item:
            continue
        entry = (item[names[1]]["S"], pk, sk)
        at = bisect_left(entries, entry)
        if add:
            entries.insert(at, entry)
        elif at < len(entries) and entries[at] == entry:
            del entries[at]


def size_of(table, pk, sk, item):
    sizes = kept[id(table)][2]
    known = sizes.get((pk, sk))
    if known is None or known[0] is not item:
        known = sizes[(pk, sk)] = (item, dynamodb._item_size_bytes(item))
    return known[1]


def range_in(entries, kind, values):
    first = lambda entry: entry[0]
    if kind == "from":
        return bisect_left(entries, values[0], key=first), len(entries)
    if kind == "until":
        return 0, bisect_right(entries, values[0], key=first)
    if kind == "between":
        return bisect_left(entries, values[0], key=first), bisect_right(entries, values[1], key=first)
    if kind == "prefix":
        return bisect_left(entries, values[0], key=first), bisect_right(entries, values[0] + "\U0010ffff" * 4, key=first)
    return 0, len(entries)


def is_in(text, kind, values):
    return {
        "all": lambda: True,
        "from": lambda: text >= values[0],
        "until": lambda: text <= values[0],
        "between": lambda: values[0] <= text <= values[1],
        "prefix": lambda: text.startswith(values[0]),
    }[kind]()


def text_of(value):
    return value["S"] if isinstance(value, dict) and set(value) == {"S"} and value["S"] else None


def fields_of(data):
    """The fields of a projection by their placeholders, in order; nothing for one that has another form."""
    text = data.get("ProjectionExpression")
    if text is None:
        return {}
    parts = text.split(", ")
    if not all(re.fullmatch(r"#\w+", part) for part in parts) or len(set(parts)) < len(parts):
        return None
    given = data.get("ExpressionAttributeNames") or {}
    return {part: given.get(part) for part in parts}


def parsed(data):
    """Table, index, its keys, the partition, and the form and values of the range; nothing for what is left to the emulator."""
    limit = data.get("Limit", 1)
    if not set(data) <= understood or not isinstance(limit, int) or limit < 1:
        return None
    table = dynamodb._tables.get(dynamodb._normalize_table_name(data.get("TableName")))
    index = data.get("IndexName") or ""
    if not table or (index and data.get("ConsistentRead")):
        return None
    names = key_names(table, index)
    given = data.get("ExpressionAttributeNames") or {}
    values = data.get("ExpressionAttributeValues") or {}
    for pattern, kind in conditions:
        match = pattern.match(data.get("KeyConditionExpression") or "")
        if not match or names is None:
            continue
        asked = [part for part in match.groups() if part.startswith("#")]
        bounds = [part for part in match.groups() if part.startswith(":")]
        texts = [text_of(values.get(each)) for each in bounds]
        shown = fields_of(data)
        if [given.get(each) for each in asked] != list(names[: len(asked)]) or shown is None:
            return None
        if set(given) != {*asked, *shown} or len(set(shown.values())) < len(shown) or None in shown.values():
            return None
        if None in texts or set(values) != set(bounds) or (kind == "between" and texts[1] > texts[2]):
            return None
        return table, index, names, texts[0], kind, texts[1:]
    return None


def cursor_of(table, names, value, key):
    """The entry that an answer before this one has ended with; nothing where it is none of this partition."""
    texts = {name: text_of(each) for name, each in key.items()}
    needed = (names[1], table["pk_name"], table["sk_name"])
    if set(texts) != {names[0], *needed} or None in texts.values() or texts[names[0]] != value:
        return None
    return tuple(texts[name] for name in needed)


def query(data):
    known = parsed(data)
    if known is None:
        return query_whole_partition(data)
    table, index, names, value, kind, texts = known
    entries = entries_of(table, index, names, value)
    low, high = range_in(entries, kind, texts)
    forward = data.get("ScanIndexForward", True)
    limit = data.get("Limit")
    start = data.get("ExclusiveStartKey")
    if start:
        cursor = cursor_of(table, names, value, start)
        # One outside of the range the emulator refuses.
        if cursor is None or not is_in(cursor[0], kind, texts):
            return query_whole_partition(data)
        low, high = (max(low, bisect_right(entries, cursor)), high) if forward else (low, min(high, bisect_left(entries, cursor)))
    projection = dynamodb._index_def(table, index).get("Projection") if index else None
    whole = not projection or projection.get("ProjectionType", "ALL") == "ALL"
    page, size, more = [], 0, False
    for at in range(low, high) if forward else range(high - 1, low - 1, -1):
        _, pk, sk = entries[at]
        item = table["items"][pk][sk]
        shown = item if whole else dynamodb._apply_index_projection(item, table, index)
        length = size_of(table, pk, sk, item) if shown is item else dynamodb._item_size_bytes(shown)
        if page and size + length > dynamodb._DDB_PAGE_SIZE_BYTES:
            more = True
            break
        page.append((item, shown))
        size += length
        if (limit is not None and len(page) >= limit) or size >= dynamodb._DDB_PAGE_SIZE_BYTES:
            more = True
            break
    fields = list(fields_of(data).values())
    items = [{name: shown[name] for name in fields if name in shown} if fields else shown for _, shown in page]
    result = {"Items": items, "Count": len(page), "ScannedCount": len(page)}
    if more:
        last = page[-1][0]
        result["LastEvaluatedKey"] = {name: last[name] for name in (table["pk_name"], table["sk_name"], *names)}
    return dynamodb.json_response(result)


dynamodb._query = query
dynamodb._index_item = note
