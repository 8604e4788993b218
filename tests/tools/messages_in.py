"""Finds the strings marked for translation, without needing gettext on the machine."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.template.base import Lexer, Token, TokenType
from django.utils.text import smart_split
from django.utils.translation import trim_whitespace

SINGULAR = {"_", "gettext", "gettext_lazy", "gettext_noop"}
PLURAL = {"ngettext", "ngettext_lazy"}
WITH_CONTEXT = {"pgettext", "pgettext_lazy"}
PLURAL_WITH_CONTEXT = {"npgettext", "npgettext_lazy"}
CALL_IN_TAG = re.compile(r"""\b_\((?P<text>"[^"]*"|'[^']*')\)""")


@dataclass(frozen=True)
class Message:
    text: str
    plural: str = ""
    context: str | None = None


class UnreadableMessage(Exception):
    """A call for translation whose text is not a literal: no catalog could ever hold it."""


def in_python(path: Path) -> Iterator[Message]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and (shape := _shape(node.func)):
            yield _called(node, shape, path)


def _shape(function: ast.expr) -> tuple[str, ...] | None:
    name = getattr(function, "id", None) or getattr(function, "attr", None)
    shapes = [
        (SINGULAR, ("text",)),
        (PLURAL, ("text", "plural")),
        (WITH_CONTEXT, ("context", "text")),
        (PLURAL_WITH_CONTEXT, ("context", "text", "plural")),
    ]
    return next((shape for names, shape in shapes if name in names), None)


def _called(node: ast.Call, shape: tuple[str, ...], path: Path) -> Message:
    literals = [argument.value for argument in node.args if isinstance(argument, ast.Constant)]
    if len(literals) < len(shape) or not all(isinstance(text, str) for text in literals[: len(shape)]):
        message = f"{path}:{node.lineno}: only a plain string can be translated, not {ast.unparse(node)}"
        raise UnreadableMessage(message)
    return Message(**dict(zip(shape, literals, strict=False)))


def in_template(path: Path) -> Iterator[Message]:
    tokens = iter(Lexer(path.read_text(encoding="utf-8")).tokenize())
    for token in tokens:
        if token.token_type == TokenType.BLOCK:
            words = list(smart_split(token.contents))
            if words[0] in {"translate", "trans"} and words[1][0] in "\"'":
                yield Message(_doubled(words[1][1:-1]), context=_option(words, "context"))
            elif words[0] in {"blocktranslate", "blocktrans"}:
                yield _block(words, tokens, path)
        if token.token_type in {TokenType.BLOCK, TokenType.VAR}:
            for found in CALL_IN_TAG.finditer(token.contents):
                yield Message(_doubled(found["text"][1:-1]))


def _block(words: list[str], tokens: Iterator[Token], path: Path) -> Message:
    singular: list[str] = []
    plural: list[str] = []
    part = singular
    for token in tokens:
        if token.token_type == TokenType.TEXT:
            part.append(_doubled(token.contents))
        elif token.token_type == TokenType.VAR:
            part.append(f"%({token.contents})s")
        elif token.contents.split()[0] == "plural":
            part = plural
        elif token.contents.split()[0] in {"endblocktranslate", "endblocktrans"}:
            break
        else:
            message = f"{path}: no tag may stand inside blocktranslate: {token.contents}"
            raise UnreadableMessage(message)
    texts = ["".join(part) for part in (singular, plural)]
    if "trimmed" in words:
        texts = [trim_whitespace(text) for text in texts]
    return Message(texts[0], texts[1], _option(words, "context"))


def _option(words: list[str], name: str) -> str | None:
    return words[words.index(name) + 1][1:-1] if name in words else None


def _doubled(text: str) -> str:
    """Django doubles a template's percent signs before it looks a text up."""
    return text.replace("%", "%%")
