"""A report as one HTML page that loads nothing from anywhere: a macro of the template for each kind of block."""

from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup

from interviewer.report.blocks import Block, kind_of
from interviewer.report.document import ReportDocument
from interviewer.report.plots import course_plot


def to_html(document: ReportDocument) -> str:
    """The whole document; every text is escaped."""
    return _template().render(document=document, shown=_shown)


def _shown(block: Block) -> Markup:
    return Markup(getattr(_template().module, kind_of(block))(block))


@cache
def _template() -> Template:
    environment = Environment(
        loader=PackageLoader("interviewer.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["course"] = course_plot
    return environment.get_template("blocks.html.jinja")
