"""The Prepare tab: what is due, the job, the KPI map, the stories, the drills, the units."""

import gradio as gr

from interviewer.packs.schema import Pack
from interviewer.preparation.briefing import briefing_on
from interviewer.web.desk import Desk
from interviewer.web.drills_view import build_drills
from interviewer.web.job_view import build_job
from interviewer.web.map_view import build_map
from interviewer.web.prepared import PreparedFragments
from interviewer.web.stories_view import build_stories
from interviewer.web.today_view import build_today


def build_prepare(desk: Desk, here: gr.Tab) -> None:
    """Lay the tab out: what is due, the job, the map, the stories, the drills, the units."""
    fragments = PreparedFragments(desk.services.pack)
    with gr.Column(elem_classes="mi-page"), gr.Tabs():
        with gr.Tab("Today", id="today") as today:
            build_today(desk, fragments, (here, today))
        with gr.Tab("Job", id="job-tab") as job:
            build_job(desk, fragments, (here, job))
        with gr.Tab("Projects", id="projects") as projects:
            build_map(desk, fragments, (here, projects))
        with gr.Tab("Stories", id="stories") as stories:
            build_stories(desk, fragments, (here, stories))
        if desk.services.pack.drills:
            with gr.Tab("Drills", id="drills") as drills:
                build_drills(desk, fragments, drills)
        if desk.services.pack.briefings:
            with gr.Tab("Units", id="units"):
                _build_briefings(desk.services.pack, fragments)


def _build_briefings(pack: Pack, fragments: PreparedFragments) -> None:
    """What to know of each unit, one at a time."""
    names = {unit.id: unit.name for unit in pack.manifest.units}
    units = [(names[item.unit], item.unit) for item in pack.briefings]
    first = units[0][1]
    chosen = gr.Radio(units, value=first, label="Which unit do you apply to?", elem_id="briefing-unit")
    shown = gr.HTML(fragments.briefing(briefing_on(pack, first)), elem_id="briefing")
    chosen.change(lambda unit: fragments.briefing(briefing_on(pack, unit)), chosen, shown, show_progress="hidden")
