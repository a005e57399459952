"""The command line. Imports only click and the defaults of a handout; everything else loads when a command needs it.

Exit codes: 0 done, 1 invalid data, or an output that takes no more, 2 misuse (an unknown name, a bad option, a file that cannot
be written).
"""

from __future__ import annotations

import errno
import json
import os
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, TypeVar

import click

from .handout.jobs import MOST_PROCESSES, USUAL_PROCESSES
from .handout.options import HandoutOptions

if TYPE_CHECKING:
    from datetime import datetime

    from .catalogue import Catalogue

F = TypeVar("F", bound=Callable[..., Any])

SIDES = ("left", "right")
FIGURES = ("neutral", "female", "male")
PALETTES = ("classic", "safe", "mono")
_NARROWEST, _USUAL = 40, 80  # characters
_SHEET = HandoutOptions()
"""The defaults of a handout."""


class _Commands(click.Group):
    """A group that suggests the command that was meant, and turns the package's errors into one message."""

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0] if args else ""
        if name and not name.startswith("-") and self.get_command(ctx, name) is None:
            near = get_close_matches(name, self.list_commands(ctx), 1, 0.5)
            meant = f"; did you mean {near[0]!r}?" if near else ""
            ctx.fail(f"no command {name!r}{meant}")
        return super().resolve_command(ctx, args)

    def main(self, *args: Any, **options: Any) -> Any:
        """Run it. An output that takes no more, such as a full disk, is told in one line."""
        try:
            return super().main(*args, **options)
        except OSError as error:
            if error.errno == errno.EPIPE or options.get("standalone_mode") is False:
                raise
            what = "" if error.filename else "the output cannot be written: "
            with suppress(OSError, ValueError):
                click.echo(f"Error: {what}{error if error.filename else error.strerror or error}", err=True)
            sys.exit(1)

    def invoke(self, ctx: click.Context) -> Any:
        from .errors import DataError, TriggerpointsError

        try:
            return super().invoke(ctx)
        except DataError as error:
            raise _InvalidData(str(error)) from None
        except TriggerpointsError as error:
            raise _Misuse(str(error)) from None


class _Failure(click.ClickException):
    """One message, no usage text."""

    def show(self, file: Any = None) -> None:
        click.echo(f"Error: {self.format_message()}", file=file, err=True)


class _InvalidData(_Failure):
    exit_code = 1


class _Misuse(_Failure):
    exit_code = 2


class _Choice(click.Choice[str]):
    """A choice that suggests the nearest value."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if value not in self.choices:
            near = get_close_matches(str(value), self.choices, 1, 0.4)
            meant = f"; did you mean {near[0]!r}?" if near else ""
            self.fail(f"{value!r} is not one of {', '.join(self.choices)}{meant}", param, ctx)
        return value


class _File(click.Path):
    """A path that is not empty: pathlib would take that for the working directory, hardly what an unset variable meant."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if value == "":
            self.fail("'' is no path", param, ctx)
        return super().convert(value, param, ctx)


def _examples(*lines: str) -> Callable[[F], F]:
    """Add true examples to a command's help; the tests run them."""

    def add(function: F) -> F:
        text = "\n".join(f"  triggerpoints {line}" for line in lines)
        function.__doc__ = f"{function.__doc__}\n\n\b\nExample:\n{text}\n"
        return function

    return add


_json = click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table.")
_data = click.option("--data", "paths", multiple=True, type=_File(), help="Add muscles of your own: a directory or file of YAML.")


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="triggerpoints", message="%(prog)s %(version)s")
def main() -> None:
    """Trigger points and their referred pain: look up, explain, draw.

    Charts show where pain is commonly reported. They are no diagnosis.
    """


@main.command()
@_json
@_data
@_examples("muscles --json")
def muscles(as_json: bool, paths: tuple[str, ...]) -> None:
    """List the muscles of the catalogue."""
    raw = _catalogue(paths).summary()
    if as_json:
        _print_json(raw)
        return
    _table(["muscle", "name", "trigger points"], [[row["id"], row["name"], str(row["trigger_points"])] for row in raw])


@main.command()
@click.argument("muscle")
@_json
@_data
@_examples("show upper_trapezius", 'show "M. masseter" --json')
def show(muscle: str, as_json: bool, paths: tuple[str, ...]) -> None:
    """Show what is known about one MUSCLE, by any of its names."""
    catalogue = _catalogue(paths)
    record = catalogue.muscle(muscle)
    if as_json:
        _print_json({**record.model_dump(mode="json", by_alias=True), "limits": _limits()})
        return
    from .describe import describe

    click.echo(describe(record, catalogue))


@main.command()
@click.argument("text", required=False)
@_json
@_data
@_examples("sites", "sites knee", 'sites "behind my right eye"')
def sites(text: str | None, as_json: bool, paths: tuple[str, ...]) -> None:
    """List the pain sites, or those that TEXT means: part of a name, or ordinary words."""
    rows = _catalogue(paths).site_summary(text)
    if as_json:
        _print_json(rows)
        return
    if not rows:
        raise click.UsageError(f"no pain site has {_shown(text)} in its names; 'triggerpoints sites' lists all")
    _table(["site", "name", "also called"], [[row["id"], row["name"], ", ".join(row["lay_names"])] for row in rows])


@main.command()
@click.argument("text", required=False)
@_json
@_data
@_examples("complaints", "complaints knee")
def complaints(text: str | None, as_json: bool, paths: tuple[str, ...]) -> None:
    """List the complaints that can be asked about by name, or those that TEXT means."""
    rows = _catalogue(paths).complaint_summary(text)
    if as_json:
        _print_json(rows)
        return
    if not rows:
        raise click.UsageError(f"no complaint has {_shown(text)} in its names; 'triggerpoints complaints' lists all")
    _table(["complaint", "name", "sites"], [[row["id"], row["name"], ", ".join(row["sites"])] for row in rows])


@main.command()
@click.argument("where", nargs=-1)
@click.option("--side", type=_Choice((*SIDES, "both")), help="The patient's own side, for all that names none.")
@click.option("--symptom", "symptoms", multiple=True, metavar="TEXT", help="Other than pain, such as dizziness; may be repeated.")
@click.option("--drawing", metavar="FILE.json", type=_File(), help="A pain drawing on a view of the body.")
@click.option("--choir", metavar="CODES", help="Segments of the CHOIR body map (male numbering), such as 112,113.")
@click.option("--sets", is_flag=True, help="Also the groups of up to three muscles that together cover most.")
@click.option("--draw", "picture", metavar="FILE.svg|png", type=_File(), help="Draw the pain and the best muscles' patterns.")
@click.option("--figure", type=_Choice(FIGURES), default="neutral", show_default=True, help="The body of --draw.")
@click.option("--palette", type=_Choice(PALETTES), default="classic", show_default=True, help="The colours of --draw.")
@click.option("--limit", type=click.IntRange(1), help="How many muscles to show.  [default: 10; all with --json]")
@_json
@_data
@_examples(
    "explain temple --side right",
    'explain "left temple" "slight pain behind the left eye" --sets',
    'explain "tennis elbow" --json',
    'explain "neck pain" --symptom dizziness',
    "explain --choir 112,113",
)
def explain(
    where: tuple[str, ...],
    side: str | None,
    symptoms: tuple[str, ...],
    drawing: str | None,
    choir: str | None,
    sets: bool,
    picture: str | None,
    figure: str,
    palette: str,
    limit: int | None,
    as_json: bool,
    paths: tuple[str, ...],
) -> None:
    """Which muscles' reported patterns include this pain?

    WHERE it hurts, in ordinary words, or what the complaint is called. Several may be given.
    """
    catalogue = _catalogue(paths)
    found = catalogue.explain(
        *where,
        side=side,  # type: ignore[arg-type]
        symptoms=symptoms,
        choir=choir or (),
        drawing=drawing,
        sets=sets or as_json,
    )
    if picture is not None:
        catalogue.answer_diagram(found, figure=figure, palette=palette).save(picture)  # type: ignore[arg-type]
    if as_json:
        answer = found.to_dict()
        answer["candidates"] = answer["candidates"][:limit]
        _print_json(answer)
        return
    from .answer import answer_text

    click.echo(answer_text(found, limit or 10, _width()))


@main.command()
@click.argument("muscle", nargs=-1)
@click.option("-o", "--output", required=True, type=_File(), metavar="FILE.svg|png", help="Where to write.")
@click.option("--side", type=_Choice((*SIDES, "both")), help="The patient's own side.  [default: right]")
@click.option("--figure", type=_Choice(FIGURES), default="neutral", show_default=True, help="The body to draw on.")
@click.option("--view", "views", multiple=True, help="A view by name; may be repeated. Without it, views are chosen.")
@click.option(
    "--palette",
    type=_Choice(PALETTES),
    default="classic",
    show_default=True,
    help="classic red, safe for colour blindness, mono for print.",
)
@click.option(
    "--trigger-point", "points", multiple=True, metavar="TRP", help="Only this trigger point, such as trp1; may be repeated."
)
@click.option("--blank", is_flag=True, help="The body of one --view alone, to draw pain on (see explain --drawing); SVG.")
@_data
@_examples("draw upper_trapezius --side right -o trapezius.svg", "draw --blank --view head_side --side left -o blank.svg")
def draw(
    muscle: tuple[str, ...],
    output: str,
    side: str | None,
    figure: str,
    views: tuple[str, ...],
    palette: str,
    points: tuple[str, ...],
    blank: bool,
    paths: tuple[str, ...],
) -> None:
    """Draw the trigger points and referred pain of one MUSCLE or several."""
    catalogue = _catalogue(paths)
    if blank:
        if muscle or len(views) != 1 or not output.lower().endswith(".svg"):
            raise click.UsageError("--blank takes one --view, no muscle, and an output that ends in .svg")
        from pathlib import Path

        from .output import write

        write(Path(output), catalogue.blank(views[0], figure, side).encode("utf-8"))  # type: ignore[arg-type]
        click.echo(f"{output}: the body to draw on; one unit is one millimetre")
        return
    if not muscle:
        raise click.UsageError("Missing argument 'MUSCLE...': name at least one")
    diagram = catalogue.diagram(
        *muscle,
        side=side or "right",  # type: ignore[arg-type]
        figure=figure,  # type: ignore[arg-type]
        views=views or None,
        palette=palette,  # type: ignore[arg-type]
        trigger_points=points or None,
    )
    diagram.save(output)
    click.echo(f"{output}: {diagram.alt_text}")


@main.command()
@click.argument("muscle", nargs=-1)
@click.option("--for", "complaint", metavar="TEXT", help='A complaint, such as "runner\'s knee".')
@click.option(
    "-o", "--output", required=True, type=_File(), metavar="FILE.pdf|html", help="Where to write; png: the figure alone."
)
@click.option(
    "--side", type=_Choice((*SIDES, "both")), help="The patient's own side.  [default: the one the complaint names, else right]"
)
@click.option("--clinic", type=_File(), metavar="clinic.yaml", help="The clinic's name, address, telephone and logo.")
@click.option("--note", default=_SHEET.note, metavar="TEXT", help="The therapist's own words.")
@click.option(
    "--step", "steps", multiple=True, metavar="TEXT", help="A step or exercise instead of the usual ones; may be repeated."
)
@click.option("--paper", type=_Choice(("a4", "letter")), default=_SHEET.paper, show_default=True)
@click.option("--large", is_flag=True, help="Large print.")
@click.option(
    "--palette", type=_Choice(PALETTES), default=_SHEET.palette, show_default=True, help="mono is for copying in black and white."
)
@click.option("--figure", type=_Choice(FIGURES), default=_SHEET.figure, show_default=True, help="The body to draw on.")
@click.option("--language", default=_SHEET.language, show_default=True, help="A folder of words, such as es.")
@click.option("--no-needling", is_flag=True, help="Leave out what is about dry needling.")
@click.option("--more", is_flag=True, help="With a second page: studies, questions people ask.")
@click.option("--date", "on", type=click.DateTime(["%Y-%m-%d"]), help="The date it bears.  [default: today]")
@_data
@_examples(
    "handout upper_trapezius --side left -o handout.html",
    'handout --for "runner\'s knee" --side left --language es -o handout.html',
)
def handout(
    muscle: tuple[str, ...],
    complaint: str | None,
    output: str,
    side: str | None,
    clinic: str | None,
    note: str,
    steps: tuple[str, ...],
    paper: str,
    large: bool,
    palette: str,
    figure: str,
    language: str,
    no_needling: bool,
    more: bool,
    on: datetime | None,
    paths: tuple[str, ...],
) -> None:
    """Write a handout for a patient on one to four MUSCLES, or on a complaint."""
    if not muscle and complaint is None:
        raise click.UsageError("name a MUSCLE, or a complaint with --for")
    from .handout.notes import notes

    sheet = _catalogue(paths).handout(
        *muscle,
        complaint=complaint,
        side=side,  # type: ignore[arg-type]
        clinic=clinic,
        note=note,
        steps=steps,
        needling=not no_needling,
        more=more,
        paper=paper,  # type: ignore[arg-type]
        large=large,
        palette=palette,  # type: ignore[arg-type]
        figure=figure,  # type: ignore[arg-type]
        language=language,
        on=on.date() if on else None,
    )
    sheet.save(output)
    click.echo(f"{output}: {sheet.sheet.title.words}")
    for told in notes(sheet, output.rpartition(".")[2].lower()):
        click.echo(told, err=True)


@main.command()
@click.argument("file", type=_File())
@click.option(
    "-o", "--output", "folder", required=True, type=_File(), metavar="FOLDER", help="Where to put them; made if missing."
)
@click.option("--clinic", type=_File(), metavar="clinic.yaml", help="For the handouts that name none.")
@click.option(
    "--processes",
    type=click.IntRange(1, MOST_PROCESSES),
    help=f"How many work at once.  [default: one a processor, {USUAL_PROCESSES} at most]",
)
@click.option("--date", "on", type=click.DateTime(["%Y-%m-%d"]), help="The date they bear.  [default: today]")
@_data
@_examples("handouts my/handouts.yaml -o sheets")
def handouts(
    file: str, folder: str, clinic: str | None, processes: int | None, on: datetime | None, paths: tuple[str, ...]
) -> None:
    """Write many handouts: FILE is a YAML list or a CSV table of them (docs/handouts.md).

    Those that cannot be made are listed with their reasons, and the others are done. So is what they have no room for.
    """
    from functools import partial

    from .catalogue import load_catalogue
    from .handout.batch import BatchStopped, read_batch, run_batch

    jobs = read_batch(file, clinic=clinic)
    stopped = False
    with click.progressbar(length=len(jobs), label="Handouts", file=sys.stderr) as bar:
        try:
            result = run_batch(
                jobs,
                folder,
                partial(load_catalogue, *paths),
                processes=processes,
                on=on.date() if on else None,
                progress=lambda done, of: bar.update(done - bar.pos),
            )
        except BatchStopped as stop:
            result, stopped = stop.result, True
    for line in (*result.told(), *result.failures()):
        click.echo(line, err=True)
    click.echo(f"{folder}: {_counted(len(result.done), 'handout')}{f' of {len(jobs):,}, then stopped' if stopped else ''}")
    if stopped:
        raise click.Abort
    if result.failed:
        raise _InvalidData(f"{_counted(len(result.failed), 'handout')} could not be made")


@main.command()
@click.argument("path", nargs=-1, type=_File())
@_examples("check my/muscles")
def check(path: tuple[str, ...]) -> None:
    """Check the shipped data, or the YAML under each PATH on top of it. Lists every problem of every file."""
    from .errors import ERROR
    from .loading import checked

    count, problems = checked(path)
    for problem in problems:
        click.echo(str(problem), err=problem.severity == ERROR)
    errors = sum(problem.severity == ERROR for problem in problems)
    warnings = len(problems) - errors
    also = f", {_counted(warnings, 'warning')}" if warnings else ""
    if errors:
        raise _InvalidData(f"{_counted(errors, 'error')}{also} in the data")
    click.echo(f"{_counted(count, 'muscle')} {'is' if count == 1 else 'are'} sound{also}")


def _catalogue(paths: Sequence[str]) -> Catalogue:
    from .catalogue import load_catalogue

    return load_catalogue(*paths)


def _counted(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def _shown(text: str | None) -> str:
    from .text import show

    return show(text)


def _limits() -> str:
    from .limits import LIMITS

    return LIMITS


def _print_json(value: object) -> None:
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def _in_terminal() -> bool:
    return sys.stdout is not None and sys.stdout.isatty()  # None: closed before this began


def _width() -> int | None:
    """Of the terminal, in characters; None when the output goes elsewhere."""
    if not _in_terminal():
        return None
    columns = os.get_terminal_size().columns
    return max(columns, _NARROWEST) if columns else _USUAL  # a terminal may not know its width


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Aligned columns in a terminal, tab-separated values when piped."""
    if not _in_terminal():
        for row in rows:
            click.echo("\t".join(row))
        return
    widths = [max(len(row[k]) for row in [head, *rows]) for k in range(len(head) - 1)]
    room = max(20, (_width() or _USUAL) - sum(widths) - 2 * len(widths))
    for row in [head, *rows]:
        last = row[-1] if len(row[-1]) <= room else row[-1][: room - 1] + "…"
        click.echo("  ".join([*(cell.ljust(width) for cell, width in zip(row, widths, strict=False)), last]))
