"""How people ask for what a telling leaves out, whatever it is about: the judge's own list, unknown to the product."""

from evals.tasks.reactive import Sort

WAYS_OF_ASKING: dict[Sort, tuple[str, ...]] = {
    "amount": (
        r"\bby how\b|\bfrom what\b|\bhow (much|big|large|far|many|strong)\b|\bbefore\b.{0,25}\bafter\b|\bsize of\b",
        r"\b(in|any|the|those) (numbers?|figures?|minutes|hours|per ?cent)\b|\bstart(ed)? at\b",
    ),
    "before": (
        r"\bfrom what\b|\bbefore\b|\bearlier\b|\bstart(ed)?\b|\b(old|first) (number|figure|value)\b",
        r"\bwithout (your|it)\b|\bwhere you began\b|\bcompared\b",
    ),
    "doer": (
        r"\bwho (did|was|decided|noticed|made|had|said|started|proposed|chose|found)\b|\bwhose\b|\bby whom\b",
        r"\bwhich person\b|\bwas (it|that|this) (you|your)\b|\bdone by you\b|\byour (own )?(part|idea|decision|"
        r"role)\b",
        r"\bwho did what\b|\bwhat (exactly )?did you (do )?yourself\b",
    ),
    "use": (
        r"\bchange[ds]?\b.{0,40}\b(for|who|people|customer|user|anybody|business)|"
        r"\boutside the model\b",
        r"\b(customers?|buyers?|users?|people|business|orders?|money|sellers?|anyone|somebody)\b.{0,50}\b(get|"
        r"got|buy|bought|save|use|notice|differen|move|mean|feel|felt|wait)",
        r"\bmean for\b|\bbusiness number\b|\bin the business\b|\bcouldn['’]t do before\b",
    ),
    "uptake": (
        r"\bhow many\b|\bhow often\b|\breally use|\bwho (doesn|does not|does)\b|\bhow do you know\b",
        r"\bdisagree with it\b|\bas before\b|\bcount\b",
    ),
    "harm": (
        r"\bhow (do|did) you (know|check)\b|\bwho (looked|lost|would|was)\b|\blo(st|se)\b|\beach group\b",
        r"\bcompare\b|\bto be sure\b|\bhonest\b|\bwrong(ly)?\b",
    ),
    "dissent": (
        r"\b(against|unhappy|least happy|objected|disagreed?|said no|say no|gave up|give (something )?up|lost|"
        r"lose)\b",
        r"\bdifferent story\b|\breally thought\b",
    ),
    "cut": (
        r"\bleft out\b|\bby hand\b|\bcut\b|\bdrop(ped)?\b|\b(wasn['’]t|not|half) (ready|done|finished)\b",
        r"\bnever came\b|\bmissing\b|\bso little time\b|\breally everything\b",
    ),
    "comparison": (
        r"\bcompare[ds]?\b|\bagainst what\b|\bhow do you know\b|\bwithout (your|it|the)\b|\bsomething else\b",
        r"\bcaused?\b|\bchanged nothing\b|\bhow (did|was|is) (you|it|that) (count|measure)\w*|\bhow sure\b|\bc"
        r"ounted?\b",
    ),
    "result": (
        r"\bcame of it\b|\bin the end\b|\bwhat (changed|happened)\b|\bhow did (it|that) end\b|\bbring\b",
        r"\bdid it work\b|\bwas (better|different)\b|\bresult\b|\beffect\b|\boutcome\b",
    ),
    "price": (
        r"\bcosts?\b|\bprice\b|\bworse\b|\bpaid\b|\bpays?\b|\blost\b|\blose\b|\bin exchange\b|\bbad side\b",
        r"\bmore work\b|\bg[ai]ve up\b|\bdownside\b|\bas good as\b",
    ),
}
