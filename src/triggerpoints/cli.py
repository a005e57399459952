"""The command line. Imports only click and the defaults of a handout; everything else loads when a command needs it.

Exit codes: 0 done, 1 invalid data, or an output that takes no more, 2 misuse (an unknown name, a bad option, a file that cannot
be written).
"""

from __future__ import annotations

import errno
import inspect
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from difflib import get_close_matches
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

import click

from .arguments import FIGURES
from .handout.options import MOST_PROCESSES, USUAL_PROCESSES, HandoutOptions
from .limits import LIMITS
from .messages import counted, say
from .sides import ASKED_SIDES

if TYPE_CHECKING:
    from datetime import datetime

    from .catalogue import Catalogue

F = TypeVar("F", bound=Callable[..., Any])

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
            ctx.fail(_meant(say("no_command", name=name), near))
        return super().resolve_command(ctx, args)

    def main(self, *args: Any, **options: Any) -> Any:
        """Run it. An output that takes no more, such as a full disk, is told in one line."""
        try:
            return super().main(*args, **options)
        except OSError as error:
            if error.errno == errno.EPIPE or options.get("standalone_mode") is False:
                raise
            said = error if error.filename else say("output_stopped", why=error.strerror or error)
            with suppress(OSError, ValueError):
                click.echo(say("error", said=said), err=True)
            sys.exit(1)

    def invoke(self, ctx: click.Context) -> Any:
        from .errors import DataError, TriggerpointsError

        try:
            return super().invoke(ctx)
        except TriggerpointsError as error:
            raise _Failure(str(error), 1 if isinstance(error, DataError) else 2) from None


class _Failure(click.ClickException):
    """One message, no usage text."""

    def __init__(self, said: str, exit_code: int = 1) -> None:
        super().__init__(said)
        self.exit_code = exit_code  # type: ignore[misc]  # click has it as a class variable

    def show(self, file: Any = None) -> None:
        click.echo(say("error", said=self.format_message()), file=file, err=True)


class _Choice(click.Choice[str]):
    """A choice that suggests the nearest value."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if value not in self.choices:
            near = get_close_matches(str(value), self.choices, 1, 0.4)
            self.fail(_meant(say("no_choice", value=value, allowed=", ".join(self.choices)), near), param, ctx)
        return value


class _File(click.Path):
    """A path that is not empty: pathlib would take that for the working directory, hardly what an unset variable meant."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if value == "":
            self.fail(say("no_path"), param, ctx)
        return super().convert(value, param, ctx)


def _examples(*lines: str) -> Callable[[F], F]:
    """Add true examples to a command's help; the tests run them."""

    def add(function: F) -> F:
        text = "\n".join(f"  triggerpoints {line}" for line in lines)
        function.__doc__ = f"{inspect.getdoc(function)}\n\n\b\nExample:\n{text}\n"
        return function

    return add


def _option(*names: str, choices: Sequence[str] = (), **settings: Any) -> Callable[[F], F]:
    """An option; one with choices suggests the nearest, and one with a default says what it is."""
    if choices:
        settings["type"] = _Choice(choices)
    return click.option(*names, show_default="default" in settings and settings["default"] != "", **settings)


_json = click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table.")
_data = click.option("--data", "paths", multiple=True, type=_File(), help="Add muscles of your own: a directory or file of YAML.")
_on_body = partial(_option, "--figure", choices=FIGURES, default=_SHEET.figure)
_coloured = partial(_option, "--palette", choices=PALETTES, default=_SHEET.palette)
_sided = partial(_option, "--side", choices=ASKED_SIDES)
_clinic = partial(_option, "--clinic", type=_File(), metavar="clinic.yaml")
_dated = partial(_option, "--date", "on", type=click.DateTime(["%Y-%m-%d"]))
_written = partial(_option, "-o", "--output", required=True, type=_File())


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
    _listed(_catalogue(paths).summary(), {"muscle": "id", "name": "name", "trigger points": "trigger_points"}, as_json)


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
        _print_json({**record.model_dump(mode="json", by_alias=True), "limits": LIMITS})
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
    _listed(rows, {"site": "id", "name": "name", "also called": "lay_names"}, as_json, ("pain site", "sites", text))


@main.command()
@click.argument("text", required=False)
@_json
@_data
@_examples("complaints", "complaints knee")
def complaints(text: str | None, as_json: bool, paths: tuple[str, ...]) -> None:
    """List the complaints that can be asked about by name, or those that TEXT means."""
    rows = _catalogue(paths).complaint_summary(text)
    _listed(rows, {"complaint": "id", "name": "name", "sites": "sites"}, as_json, ("complaint", "complaints", text))


@main.command()
@click.argument("where", nargs=-1)
@_sided(help="The patient's own side, for all that names none.")
@click.option("--symptom", "symptoms", multiple=True, metavar="TEXT", help="Other than pain, such as dizziness; may be repeated.")
@click.option("--drawing", metavar="FILE.json", type=_File(), help="A pain drawing on a view of the body.")
@click.option("--choir", default="", metavar="CODES", help="Segments of the CHOIR body map (male numbering), such as 112,113.")
@click.option("--sets", is_flag=True, help="Also the groups of up to three muscles that together cover most.")
@click.option("--draw", "picture", metavar="FILE.svg|png", type=_File(), help="Draw the pain and the best muscles' patterns.")
@_on_body(help="The body of --draw.")
@_coloured(help="The colours of --draw.")
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
    where: tuple[str, ...], picture: str | None, limit: int | None, as_json: bool, paths: tuple[str, ...], **asked: Any
) -> None:
    """Which muscles' reported patterns include this pain?

    WHERE it hurts, in ordinary words, or what the complaint is called. Several may be given.
    """
    catalogue = _catalogue(paths)
    style = {name: asked.pop(name) for name in ("figure", "palette")}
    found = catalogue.explain(*where, **{**asked, "sets": asked["sets"] or as_json})
    if picture is not None:
        catalogue.answer_diagram(found, **style).save(picture)
    if as_json:
        answer = found.to_dict()
        answer["candidates"] = answer["candidates"][:limit]
        _print_json(answer)
        return
    from .answer import answer_text

    click.echo(answer_text(found, limit or 10, _width()))


@main.command()
@click.argument("muscle", nargs=-1)
@_written(metavar="FILE.svg|png", help="Where to write.")
@_sided(help="The patient's own side.  [default: right]")
@_on_body(help="The body to draw on.")
@click.option("--view", "views", multiple=True, help="A view by name; may be repeated. Without it, views are chosen.")
@_coloured(help="classic red, safe for colour blindness, mono for print.")
@_option(
    "--trigger-point",
    "trigger_points",
    multiple=True,
    metavar="TRP",
    help="Only this trigger point, such as trp1; may be repeated.",
)
@click.option("--blank", is_flag=True, help="The body of one --view alone, to draw pain on (see explain --drawing); SVG.")
@_data
@_examples("draw upper_trapezius --side right -o trapezius.svg", "draw --blank --view head_side --side left -o blank.svg")
def draw(muscle: tuple[str, ...], output: str, blank: bool, paths: tuple[str, ...], **style: Any) -> None:
    """Draw the trigger points and referred pain of one MUSCLE or several."""
    catalogue = _catalogue(paths)
    if blank:
        views = style["views"]
        if muscle or len(views) != 1 or not output.lower().endswith(".svg"):
            raise click.UsageError(say("blank_takes"))
        from pathlib import Path

        from .output import write

        write(Path(output), catalogue.blank(views[0], style["figure"], style["side"]).encode("utf-8"))
        click.echo(say("blank_written", output=output))
        return
    if not muscle:
        raise click.UsageError(say("name_one"))
    # What was not given is chosen.
    diagram = catalogue.diagram(*muscle, **{name: value for name, value in style.items() if value})
    diagram.save(output)
    click.echo(say("written", output=output, what=diagram.alt_text))


@main.command()
@click.argument("muscle", nargs=-1)
@click.option("--for", "complaint", metavar="TEXT", help='A complaint, such as "runner\'s knee".')
@_written(metavar="FILE.pdf|html", help="Where to write; png: the figure alone.")
@_sided(help="The patient's own side.  [default: the one the complaint names, else right]")
@_clinic(help="The clinic's name, address, telephone and logo.")
@_option("--note", default=_SHEET.note, metavar="TEXT", help="The therapist's own words.")
@_option("--step", "steps", multiple=True, metavar="TEXT", help="A step or exercise instead of the usual ones; may be repeated.")
@_option("--paper", choices=("a4", "letter"), default=_SHEET.paper)
@click.option("--large", is_flag=True, help="Large print.")
@_coloured(help="mono is for copying in black and white.")
@_on_body(help="The body to draw on.")
@_option("--language", default=_SHEET.language, help="A folder of words, such as es.")
@click.option("--no-needling", is_flag=True, help="Leave out what is about dry needling.")
@click.option("--more", is_flag=True, help="With a second page: studies, questions people ask.")
@_dated(help="The date it bears.  [default: today]")
@_data
@_examples(
    "handout upper_trapezius --side left -o handout.html",
    'handout --for "runner\'s knee" --side left --language es -o handout.html',
)
def handout(
    muscle: tuple[str, ...], output: str, no_needling: bool, on: datetime | None, paths: tuple[str, ...], **chosen: Any
) -> None:
    """Write a handout for a patient on one to four MUSCLES, or on a complaint."""
    if not muscle and chosen["complaint"] is None:
        raise click.UsageError(say("name_one_or_complaint"))
    sheet = _catalogue(paths).handout(*muscle, needling=not no_needling, on=on.date() if on else None, **chosen)
    sheet.save(output)
    click.echo(say("written", output=output, what=sheet.sheet.title.words))
    for told in sheet.notes(output):
        click.echo(told, err=True)


@main.command()
@click.argument("file", type=_File())
@_written("folder", metavar="FOLDER", help="Where to put them; made if missing.")
@_clinic(help="For the handouts that name none.")
@click.option(
    "--processes",
    type=click.IntRange(1, MOST_PROCESSES),
    help=f"How many work at once.  [default: one a processor, {USUAL_PROCESSES} at most]",
)
@_dated(help="The date they bear.  [default: today]")
@_data
@_examples("handouts my/handouts.yaml -o sheets")
def handouts(
    file: str, folder: str, clinic: str | None, processes: int | None, on: datetime | None, paths: tuple[str, ...]
) -> None:
    """Write many handouts: FILE is a YAML file or a CSV table of them (docs/handouts.md).

    Those that cannot be made are listed with their reasons, and the others are done. So is what they have no room for.
    """
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
    done = counted(len(result.done), "handouts")
    click.echo(say("stopped" if stopped else "written", folder=folder, done=done, all=len(jobs), output=folder, what=done))
    if stopped:
        raise click.Abort
    if result.failed:
        raise _Failure(say("not_made", handouts=counted(len(result.failed), "handouts")))


@main.command()
@click.argument("path", nargs=-1, type=_File())
@_examples("check my/muscles")
def check(path: tuple[str, ...]) -> None:
    """Check the shipped data, or the YAML under each PATH on top of it. Lists every problem of every file.

    Texts are proofread as well: warnings tell what is hard to read, promises something or names a technique of needling.
    """
    from .errors import ERROR
    from .loading import checked

    count, problems = checked(path)
    for problem in problems:
        click.echo(str(problem), err=problem.severity == ERROR)
    errors = sum(problem.severity == ERROR for problem in problems)
    warnings = len(problems) - errors
    told = {"errors": counted(errors, "errors"), "warnings": counted(warnings, "warnings"), "muscles": counted(count, "muscles")}
    if errors:
        raise _Failure(say("unsound_warned" if warnings else "unsound", **told))
    click.echo(say("sound_warned" if warnings else "sound", **told))


def _catalogue(paths: Sequence[str]) -> Catalogue:
    from .catalogue import load_catalogue

    return load_catalogue(*paths)


def _meant(said: str, near: Sequence[str]) -> str:
    return say("nearest", said=said, name=near[0]) if near else said


def _listed(
    rows: Sequence[Mapping[str, Any]], fields: Mapping[str, str], as_json: bool, asked: tuple[str, str, str | None] | None = None
) -> None:
    """Print records: as JSON, as aligned columns in a terminal, or else with tabs between the cells.

    fields: heading -> field. asked: the kind of record, the command that lists all, and what was asked for.
    """
    if as_json:
        _print_json(rows)
        return
    from .text import columns, show

    if asked and not rows:
        kind, command, text = asked
        raise click.UsageError(say("none_named", kind=kind, command=command, text=show(text)))
    cells = ((row[name] for name in fields.values()) for row in rows)
    told = [[", ".join(cell) if isinstance(cell, list) else str(cell) for cell in row] for row in cells]
    width = _width()
    if width is None:
        lines = ["\t".join(row) for row in told]
    else:
        lines = columns([list(fields), *told])
        last = len(lines[0]) - len([*fields][-1])  # where the last column begins, which is cut
        room = max(width, last + 20)
        lines = [line if len(line) <= room else f"{line[: room - 1]}…" for line in lines]
    for line in lines:
        click.echo(line)


def _print_json(value: object) -> None:
    import json

    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def _width() -> int | None:
    """Of the terminal, in characters; None when the output goes elsewhere."""
    if sys.stdout is None or not sys.stdout.isatty():  # None: closed before this began
        return None
    columns = os.get_terminal_size().columns
    return max(columns, _NARROWEST) if columns else _USUAL  # a terminal may not know its width
