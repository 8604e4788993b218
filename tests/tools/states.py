"""docs/states.md, drawn from every model's NEXT: `python -m tests.tools.states write|check`."""

import sys
from collections.abc import Iterator

from django.apps import apps
from django.db import models
from django.utils import translation

from tests.tools.packages import ROOT, our_apps, set_up

PAGE = ROOT / "docs" / "states.md"
INTRODUCTION = """\
# States

Drawn from the models (`make fmt` redraws, `make check` compares); do not edit. An arrow is a step the rows may take;
each is one function in the package's `actions/`. The first state listed is where a row begins.
"""


def page() -> str:
    with translation.override("en"):
        return "\n".join([INTRODUCTION, *map(_section, _models_with_states())])


def _models_with_states() -> Iterator[type[models.Model]]:
    labels = {config.label for config in our_apps()}
    found = [
        model for model in apps.get_models() if model._meta.app_label in labels and isinstance(_arrows(model), dict)
    ]
    return iter(sorted(found, key=lambda model: (model._meta.app_label, model.__name__)))


def _arrows(model: type[models.Model]) -> object:
    return getattr(model, "NEXT", None)


def _section(model: type[models.Model]) -> str:
    status = model.Status
    arrows = {source: [target for target in status if target in model.NEXT.get(source, ())] for source in status}
    reachable = {target for targets in arrows.values() for target in targets}
    beginnings = [source for source in status if source not in reachable] or [next(iter(status))]
    lines = [
        f"## {model.__name__} (`{model._meta.app_label}`)\n",
        "```mermaid",
        "stateDiagram-v2",
        *(f"  [*] --> {state.value}" for state in beginnings),
        *(f"  {source.value} --> {target.value}" for source, targets in arrows.items() for target in targets),
        *(f"  {source.value} --> [*]" for source, targets in arrows.items() if not targets),
        "```\n",
        "| state | shown as | may become |",
        "|---|---|---|",
        *(
            f"| `{source.value}` | {source.label} | {', '.join(f'`{target.value}`' for target in targets) or 'stays'} |"
            for source, targets in arrows.items()
        ),
    ]
    return "\n".join(lines) + "\n"


def main(verb: str) -> int:
    set_up()
    if verb == "write":
        PAGE.write_text(page(), encoding="utf-8")
    elif not PAGE.exists() or PAGE.read_text(encoding="utf-8") != page():
        sys.stderr.write(f"{PAGE.relative_to(ROOT)} no longer matches the models; run `make fmt`.\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
