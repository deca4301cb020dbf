"""The community's own terms, the same in both stores."""

from __future__ import annotations

import pytest

from expertgraph.errors import NotFound, WrongCall
from expertgraph.frames import columns_of
from expertgraph.records import Claim, Identity, Skill
from expertgraph.schema import TABLES
from expertgraph.store import Store
from expertgraph.terms import Term, add_term, find_skill, own_terms, remove_term
from tests.contract.conftest import STORES

pytestmark = pytest.mark.parametrize("kind", STORES)
AT = 1_790_000_000


def test_terms_in_either_store(store: Store) -> None:
    store.upsert("skill", columns_of(TABLES["skill"], [Skill("esco:1", "Kubernetes (software)", "esco")]))
    own = add_term(store, "  Cold   fusion ", at=AT)
    assert own == Term("Cold fusion", "skill:cold fusion", "Cold fusion", AT)
    assert add_term(store, "k8s", "kubernetes", at=AT) == Term("k8s", "esco:1", "Kubernetes (software)", AT)
    assert add_term(store, "cold fusion", at=AT + 1).skill == own.skill, "twice is once"
    assert [each.term for each in own_terms(store)] == ["Cold fusion", "k8s"]
    for term in ("K8S", "cold FUSION"):
        remove_term(store, term)
    assert own_terms(store) == []
    assert find_skill(store, "esco:1") == ("esco:1", "Kubernetes (software)")


def test_what_somebody_knows_stays_a_skill(store: Store) -> None:
    add_term(store, "Cold fusion", at=AT)
    claim = Claim("c", "x:1", "skill:cold fusion", "declared")
    store.upsert("identity", columns_of(TABLES["identity"], [Identity("x:1", "x", "1", "Jo")]))
    store.upsert("claim", columns_of(TABLES["claim"], [claim]))
    with pytest.raises(WrongCall, match="said to know"):
        remove_term(store, "Cold fusion")


def test_a_skill_that_a_source_has_is_not_taken_over(store: Store) -> None:
    store.upsert("skill", columns_of(TABLES["skill"], [Skill("skill:pyx", "Pyx", "hr")]))
    add_term(store, "PYX", at=AT)
    assert store.frame("skill", ["label", "source"])["label"].tolist() == ["Pyx"]
    assert own_terms(store) == []
    with pytest.raises(NotFound):
        remove_term(store, "pyx")


@pytest.mark.parametrize("term", ["", "  ", "?!", "x" * 101, "a\x1b[31mb"])
def test_what_is_no_term(store: Store, term: str) -> None:
    with pytest.raises(WrongCall):
        add_term(store, term, at=AT)
