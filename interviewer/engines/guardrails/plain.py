"""Which sentences are plainly fine: a nod, a plain question, or the candidate's own words said back.

The rest is not foul, only beyond what word lists can judge. In doubt it is not plainly fine.
"""

import re
from collections.abc import Sequence
from itertools import pairwise

from interviewer.engines.guardrails.languages import patterns

_HAN = re.compile(
    r"应该|应当|可以(?:说|讲|补充|提|加)|建议|最好|不妨|试试|记得|别忘|不够|太[^阳空]|很好|不错|挺|优秀|厉害|精彩|漂亮|清楚|"
    r"到位|薄弱|空洞|含糊|笼统|扎实|专业|正确|错|对了|答案|回答|面试|候选人|一般来说|通常|其实|提示|提醒|比如说|例如|亮点|加分|"
    r"更好|缺|漏|忘了|关键|重点|思路|评分|等级|模型|提示词|难道|不是.{1,8}吗|是不是|会不会|要不要|有没有考虑|我们(?:公司|集团|平台|阿里|淘宝|天猫)"
)
_HAN = re.compile(r"[\u4e00-\u9fff]")
_WORD = re.compile(r"[A-Za-z]{3,}")
_FUNCTION = frozenset(
    re.findall(
        r"\w+",
        "the and but for with from that this these those what which who whom whose when where why how did does was were"
        " are has had have you your yours they them their theirs she her his him its our ours not all any some more"
        " most then than there here into about over after before only also just still even very much many one two said"
        " say says tell told mean means ask asked asking been being will would can could may might must let get got"
        " make made take took yes same other another because while during until without within between become became",
    )
)
_TAKES_FOR_GRANTED = re.compile(
    r"(?i)\b(?:why|when|after|since|because|before|once)\b \w+|为什么|为何|之后|以后|的时候"
)
_WORD_FOR_WORD = 0.9  # and more: its words are the talk's, also those that could judge
_SAID_BACK = 0.65  # share of a statement's own words that stand in the talk
_ABOUT_IT = 0.5  # of a long question
_GRANTED = 0.8  # of a question that takes something for granted
_SHORT = 9  # words
_SHORT_HAN = 12  # signs


def plainly_fine(sentence: str, talk: Sequence[str]) -> bool:
    """Whether nobody need judge the sentence; `talk` is what was said and told so far."""
    if patterns("nod").fullmatch(sentence.strip(" .,;:!…。，！")):
        return True
    heard = "\n".join(talk)
    if sentence in heard:
        return True
    if not _is_known(sentence):
        return False
    han, asks = bool(_HAN.search(sentence)), _is_question(sentence)
    said_back = _said_back_han(sentence, heard) if han else _said_back(sentence, heard)
    if said_back >= _WORD_FOR_WORD and not asks:
        return True
    if patterns("weighed").search(sentence) or patterns("leading").search(sentence):
        return False
    if not asks:
        return said_back >= _SAID_BACK
    short = len(_HAN.findall(sentence)) <= _SHORT_HAN if han else len(sentence.split()) <= _SHORT
    if _TAKES_FOR_GRANTED.search(sentence):
        return said_back >= _GRANTED
    return short or said_back >= _ABOUT_IT


def _is_known(sentence: str) -> bool:
    """Whether it is in a script that the lists know."""
    return all(letter.isascii() or _HAN.match(letter) for letter in sentence if letter.isalpha())


def _is_question(sentence: str) -> bool:
    return sentence.rstrip('"”」) ').endswith(("?", "？"))


def _said_back(sentence: str, heard: str) -> float:
    """The share of the sentence's words that carry weight and stand in the talk."""
    known = {_stem(word) for word in _WORD.findall(heard)}
    own = [_stem(word) for word in _WORD.findall(sentence) if word.lower() not in _FUNCTION]
    return sum(word in known for word in own) / len(own) if own else 1.0


def _said_back_han(sentence: str, heard: str) -> float:
    """The same by pairs of signs, since nothing parts Chinese words."""
    pairs = {"".join(pair) for pair in pairwise(_HAN.findall(sentence))}
    return sum(pair in heard for pair in pairs) / len(pairs) if pairs else 1.0


def _stem(word: str) -> str:
    return re.sub(r"(?<=\w{3})(?:s|es|ed|d|ing)$", "", word.lower())[:5]
