"""The API's front page and its OpenAPI document, both derived from the registered twins."""

from __future__ import annotations

import re
import types
import typing
from dataclasses import fields, is_dataclass
from typing import Any

from flask import Blueprint, Response, jsonify, render_template

from expertgraph import __version__, policy
from expertgraph.policy import Data
from web.problems import wants_json
from web.twins import PREFIX, TWINS, Twin

blueprint = Blueprint("api", __name__)
_PLAIN = {str: "string", int: "integer", float: "number", bool: "boolean"}
_PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")


@blueprint.get(PREFIX + "/")
@policy.reads(Data.PUBLIC)
def index() -> Response | str:
    """Every address of the API."""
    rows = [{"address": PREFIX + each.rule, "summary": each.summary} for each in TWINS]
    if wants_json() and "text/html" not in _accept():
        return jsonify({"openapi": PREFIX + "/openapi.json", "addresses": rows})
    return render_template("api.html", twins=TWINS, prefix=PREFIX, twin=PREFIX + "/openapi.json")


def _accept() -> str:
    from flask import request

    return request.headers.get("Accept", "")


@blueprint.get(PREFIX + "/openapi.json")
@policy.reads(Data.PUBLIC)
def openapi() -> Response:
    """The OpenAPI 3.1 document of the API."""
    schemas: dict[str, Any] = {"Error": _ERROR}
    paths = {
        _PARAMETER.sub(r"{\1}", PREFIX + each.rule): {"get": _operation(each, schemas)} for each in TWINS
    }
    return jsonify(
        {
            "openapi": "3.1.0",
            "info": {"title": "expertgraph", "version": __version__},
            "paths": paths,
            "components": {"schemas": schemas},
        }
    )


_ERROR: dict[str, Any] = {
    "type": "object",
    "required": ["error"],
    "properties": {
        "error": {
            "type": "object",
            "required": ["status", "code", "message", "advice"],
            "properties": {
                "status": {"type": "integer"},
                "code": {"type": "string"},
                "message": {"type": "string"},
                "advice": {"type": "string"},
            },
        }
    },
}


def _operation(each: Twin, schemas: dict[str, Any]) -> dict[str, Any]:
    in_path = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        for name in _PARAMETER.findall(each.rule)
    ]
    in_query = [
        {
            "name": argument.name,
            "in": "query",
            "description": argument.help,
            "schema": {"type": argument.type},
        }
        for argument in each.arguments
    ]
    error = {"description": "Error", "content": _content({"$ref": "#/components/schemas/Error"})}
    return {
        "summary": each.summary,
        "operationId": re.sub(r"\W+", "_", each.rule).strip("_") or "start",
        "parameters": in_path + in_query,
        "responses": {
            "200": {"description": "The answer", "content": _content(_schema(each.answer, schemas))},
            "default": error,
        },
    }


def _content(schema: dict[str, Any]) -> dict[str, Any]:
    return {"application/json": {"schema": schema}}


_NAMED: dict[str, type] = {}


def _name(kind: type) -> str:
    """What a dataclass is called in the document; two of one name are told apart by where they are declared."""
    first = _NAMED.setdefault(kind.__name__, kind)
    return kind.__name__ if first is kind else f"{kind.__module__.rpartition('.')[2].title()}_{kind.__name__}"


def _schema(kind: Any, schemas: dict[str, Any]) -> dict[str, Any]:
    """The JSON schema of a type hint; dataclasses become named schemas."""
    origin, inside = typing.get_origin(kind), typing.get_args(kind)
    if kind in _PLAIN:
        return {"type": _PLAIN[kind]}
    if is_dataclass(kind) and isinstance(kind, type):
        name = _name(kind)
        if name not in schemas:
            schemas[name] = {}
            hints = typing.get_type_hints(kind)
            properties = {each.name: _schema(hints[each.name], schemas) for each in fields(kind)}
            schemas[name] = {
                "type": "object",
                "required": list(properties),
                "properties": properties,
            }
        return {"$ref": f"#/components/schemas/{name}"}
    if origin in (typing.Union, types.UnionType):
        kinds = [{"type": "null"} if each is type(None) else _schema(each, schemas) for each in inside]
        return {"anyOf": kinds}
    if origin in (list, tuple, set, frozenset):
        return {"type": "array", "items": _schema(inside[0], schemas) if inside else {}}
    if origin is dict or kind is dict:
        return {"type": "object"}
    return {}
