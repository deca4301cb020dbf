"""JSON that must not come in, and JSON that must."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from expertgraph.ingest.json import BadRecord, load_json


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "bad-json"),
        (b"{", "bad-json"),
        (b"[NaN]", "bad-json"),
        (b"[Infinity]", "bad-json"),
        (b"[1e999]", "bad-number"),
        (b"[" + b"9" * 100_000 + b"]", "bad-number"),
        (b'["\\ud800"]', "bad-json"),
        (b'["\xff"]', "bad-encoding"),
        (b"[" * 100_000 + b"]" * 100_000, "too-deep"),
        (b'{"a":' * 5_000 + b"1" + b"}" * 5_000, "too-deep"),
        (b'{"role": "member", "role": "admin"}', "duplicate-keys"),
        (b'[{"a" : {"role" : 1, "role" : 2}}]', "duplicate-keys"),
        (b'{"a": 1, "\\u0061": 2}', "duplicate-keys"),
    ],
)
def test_refused(data: bytes, code: str) -> None:
    with pytest.raises(BadRecord) as caught:
        load_json(data)
    assert caught.value.code == code
    assert caught.value.reason


def test_accepted() -> None:
    assert load_json(b'\xef\xbb\xbf{"a": [1, "\\u00e9", "\\":x"]}') == {"a": [1, "é", '":x']}
    assert load_json(b'{"role": 1, "role": 2}', unique=False) == {"role": 2}
    with pytest.raises(BadRecord, match="more than 3"):
        load_json(b"[1,2]", size=3)


_VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text('ab": ', max_size=3), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(_VALUES, st.booleans())
def test_whatever_json_can_say_comes_back(value: object, spaced: bool) -> None:
    import json

    text = json.dumps(value, separators=(" , ", " : ") if spaced else None)
    assert load_json(text.encode()) == value
