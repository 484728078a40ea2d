"""Help and wrong usage in the reader's language: the parser speaks English, its sentences are looked up and replaced."""

import argparse
import json
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from matching.reporting.templates import patterns_of


@cache
def _texts() -> Mapping[str, Any]:
    content = files("matching.cli").joinpath("data/help.json").read_text(encoding="utf-8")
    return dict(json.loads(content))


def help_text(english: str, language: str) -> str:
    """Return a sentence of the help in a language; English where the language has none."""
    return str(_texts().get(language, {}).get(english, english))


def usage_error(english: str, language: str) -> str:
    """Return what the parser says of wrong usage in a language; English where the language has no such sentence."""
    for pattern, translation in patterns_of(_texts()["errors"].get(language, {})):
        found = pattern.fullmatch(english)
        if found:
            return translation.format(**found.groupdict())
    return english


def translate_help(parser: argparse.ArgumentParser, language: str) -> None:
    """Put every sentence of a parser and its commands into a language, in place."""
    parser.description = help_text(parser.description or "", language) or None
    parser.epilog = help_text(parser.epilog or "", language) or None
    for group in parser._action_groups:
        group.title = help_text(group.title or "", language)
    for action in parser._actions:
        for one in (action, *_choices(action)):
            if one.help and one.help is not argparse.SUPPRESS:
                one.help = help_text(one.help, language)
        if isinstance(action, argparse._SubParsersAction):
            for command in action.choices.values():
                translate_help(command, language)


def help_sentences(parser: argparse.ArgumentParser) -> Iterator[str]:
    """Yield every sentence that the help of a parser and its commands shows."""
    yield from (text for text in (parser.description, parser.epilog) if text)
    yield from (group.title for group in parser._action_groups if group.title)
    for action in parser._actions:
        yield from (
            one.help for one in (action, *_choices(action)) if one.help and one.help is not argparse.SUPPRESS
        )
        if isinstance(action, argparse._SubParsersAction):
            for command in action.choices.values():
                yield from help_sentences(command)


def _choices(action: argparse.Action) -> Sequence[argparse.Action]:
    """Return the lines of the list of commands."""
    return action._choices_actions if isinstance(action, argparse._SubParsersAction) else ()


def named_language(words: Sequence[str]) -> str:
    """Return the language that a command line asks for, before it is parsed; empty if none."""
    for place, word in enumerate(words):
        if word.startswith("--lang="):
            return word.partition("=")[2]
        if word == "--lang" and place + 1 < len(words):
            return words[place + 1]
    return ""
