"""What a candidate can do with a question, other than answer it."""

from enum import StrEnum


class DialogueAct(StrEnum):
    """What the candidate just did, as recognised without a model call."""

    ANSWERED = "answered"
    RAMBLED = "rambled"
    ASKED_BACK = "asked_back"
    DID_NOT_KNOW = "did_not_know"
    REFUSED = "refused"
    STRAYED = "strayed"
    SPOKE_TO_MACHINE = "spoke_to_machine"
    WANTS_TO_END = "wants_to_end"
    SILENT = "silent"
    OTHER_LANGUAGE = "other_language"


NO_ANSWER = frozenset({DialogueAct.ASKED_BACK, DialogueAct.SILENT})  # the question stays, and no answer is counted
MOST_FOR_NOTHING = 4  # of these in one interview; more take an answer's place each, or it might never end


class AskedBack(StrEnum):
    """What a candidate who asks something back wants."""

    REPEAT = "repeat"
    MEANING = "meaning"
    WHY = "why"
    WHO = "who"
    EITHER_OR = "either_or"
    CHALLENGE = "challenge"
    FACT = "fact"
    FIGURE = "figure"
    COMPANY = "company"
    PROCESS = "process"


class AskedAbout(StrEnum):
    """What exactly a question back is about, where its kind alone does not say what to reply."""

    AGAIN = "again"
    SHORTER = "shorter"
    PLAINER = "plainer"
    TOLD_ALREADY = "told_already"
    NOTHING_NEW = "nothing_new"  # told already, and there is nothing else to ask of it
    MISREAD = "misread"
    CONFIDENTIAL = "confidential"
    IRRELEVANT = "irrelevant"
    ACCUSED = "accused"
    GUESS = "guess"
    ROLE = "role"
    BACKGROUND = "background"
    OPINION = "opinion"
    FEEDBACK = "feedback"
    SAYING_NO = "saying_no"
    TEAM = "team"
    HOURS = "hours"
    PAY = "pay"
    NEXT_STEPS = "next_steps"
    TOOLS = "tools"
    LIKING = "liking"
    FIRST_WORK = "first_work"
    UNIT = "unit"
    OTHER_PLACE = "other_place"
    MOMENT = "moment"
    TIME = "time"
    NOTES = "notes"
    LANGUAGE = "language"
    LENGTH = "length"
    SKIP = "skip"
    GO_BACK = "go_back"
    HEARING = "hearing"
    LEAVE = "leave"
