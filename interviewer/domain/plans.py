"""When a candidate's real interview is."""

from datetime import date

from interviewer.domain.base import Document


class InterviewPlan(Document):
    """The day of the next real interview; None where none is known."""

    day: date | None = None
