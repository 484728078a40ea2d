"""The documentation site: pages of this folder and of the repository's root, and the examples as executed notebooks.

Built by ``make docs``; the repository is the source folder, so that links between files are links between pages.
"""

import os
import sys
from pathlib import Path

from docutils import nodes
from docutils.parsers.rst import Directive
from pygments.lexers.special import TextLexer
from sphinx.application import Sphinx

import matching
from matching.cli.parsing import COMMANDS, command_parser

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "docs"))  # for the reader of examples

project = "donor-need-matching"
author = "the authors of donor-need-matching"
release = version = matching.__version__
language = "en"

extensions = ["sphinx.ext.autodoc", "sphinx.ext.napoleon", "myst_nb"]
root_doc = "docs/index"
include_patterns = ["docs/**", "examples/**", "README*.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md"]
exclude_patterns = [
    ".*", "build", "dist", "src", "tests", "benchmarks", "requirements", "docs/*.py", "docs/ipython", "**/__pycache__",
    "**/.ipynb_checkpoints",
]  # fmt: skip

nb_custom_formats = {".py": ["notebooks.read", {}]}
nb_execution_mode = "force"
nb_execution_raise_on_error = True
nb_execution_timeout = 300
nb_merge_streams = True
myst_heading_anchors = 4
myst_enable_extensions = ["dollarmath"]

autodoc_member_order = "bysource"
autodoc_typehints = "description"
autodoc_typehints_description_target = "documented_params"
autodoc_class_signature = "separated"
napoleon_google_docstring = False
napoleon_use_ivar = True

html_theme = "furo"
html_title = "donor-need-matching"
html_static_path = ["static"]
html_css_files = ["site.css"]
html_extra_path = ["site_root"]
html_show_copyright = False
html_copy_source = False
templates_path: list[str] = []

# Kernels start with Altair drawing in SVG, so that pages need no script and fetch nothing.
os.environ["IPYTHONDIR"] = str(ROOT / "docs" / "ipython")


class CommandLine(Directive):
    """The help of every command, as the parser tells it."""

    def run(self) -> list[nodes.Node]:
        """Return one section per command."""
        os.environ["COLUMNS"] = "110"
        commands = command_parser()._subparsers._group_actions[0].choices
        sections: list[nodes.Node] = []
        for name in COMMANDS:
            section = nodes.section(ids=[f"command-{name}"], names=[name])
            section += nodes.title(text=name)
            section += nodes.literal_block(text=commands[name].format_help(), language="text")
            sections.append(section)
        return sections


def setup(app: Sphinx) -> None:
    """Let pages show the help of all commands, and tables of comma-separated values as they stand."""
    app.add_directive("command-line", CommandLine)
    app.add_lexer("csv", TextLexer)
