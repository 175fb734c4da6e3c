"""What exactly a candidate asks about who asks back: which of the things that a question of that kind is mostly about.

What is meant is told by nearness to examples, so that it needs none of their words.
"""

from interviewer.domain.dialogue_acts import AskedAbout, AskedBack
from interviewer.retrieval.embedder import Embedder

_NEAR = 0.4  # cosine; of what is farther from every example nothing more is known than its kind

_LEAST = {  # of some kinds
    AskedBack.PROCESS: 0.25,  # of which there is nearly nothing else
    AskedBack.FACT: 0.55,  # which seem to be about the matter itself
    AskedBack.FIGURE: 0.55,
}

_SAYING_AGAIN: dict[AskedAbout, tuple[str, ...]] = {
    AskedAbout.AGAIN: (
        "Could you repeat that?",
        "Sorry, say that again?",
        "What was the question?",
        "I didn't hear the end of it.",
        "You broke up there.",
        "One more time please.",
        "Sorry, I was distracted.",
        "Pardon?",
        "Come again.",
        "My headset cut out just there.",
        "I only heard the first half.",
        "Your last words I did not hear.",
        "What was the third thing that you asked?",
    ),
    AskedAbout.SHORTER: (
        "Can you say it shorter?",
        "That was long, the short version please.",
        "In one sentence, please.",
        "Too many words.",
        "Can you make the question shorter?",
        "It was a lot in one go, can you break it into two?",
    ),
    AskedAbout.PLAINER: (
        "Can you put it in other words?",
        "I don't understand the question.",
        "Simpler, please.",
        "In plain English?",
        "Can you rephrase that?",
        "I can't follow you.",
        "My English is not so good, easier words please.",
    ),
    AskedAbout.HEARING: ("Can you hear me?", "Is my microphone working?", "Am I on mute?"),
}
_COMPLAINTS: dict[AskedAbout, tuple[str, ...]] = {
    AskedAbout.TOLD_ALREADY: (
        "I just told you that.",
        "Are you listening?",
        "I said that already.",
        "I've answered that.",
        "You asked me that two minutes ago.",
        "I gave you that figure two minutes ago.",
        "We are going in circles.",
        "Did you not hear what I said?",
        "Again the same question?",
        "How often do I have to say it?",
        "Are you even reading what I write?",
        "Isn't that in my CV?",
        "There you go again.",
    ),
    AskedAbout.MISREAD: (
        "That's not what I said.",
        "You misunderstood me.",
        "I never said that.",
        "You're twisting my words.",
        "You are assuming something I did not say.",
        "No, it was the other way round.",
    ),
    AskedAbout.CONFIDENTIAL: (
        "That's confidential.",
        "I'm under NDA.",
        "I can't tell you the numbers of my employer.",
        "I'm not allowed to talk about that.",
    ),
    AskedAbout.IRRELEVANT: (
        "What has that to do with data science?",
        "That's not my job, it is the manager's.",
        "I don't see the relevance.",
        "What a strange question.",
        "That is a trick question.",
        "This is a waste of time.",
        "I came here to talk about models.",
        "You're oversimplifying.",
        "I don't accept the premise.",
        "That's not how it works in practice.",
    ),
    AskedAbout.ACCUSED: (
        "It feels like you are accusing me.",
        "Why so hostile?",
        "You are not very friendly.",
        "You are wasting my time.",
        "Why do you keep interrupting me?",
        "If you had let me finish, you would have heard it.",
        "You don't believe me.",
        "That's unfair.",
        "Is this an interrogation?",
    ),
    AskedAbout.GUESS: (
        "How would I know that?",
        "Nobody can know that.",
        "Is it fine if I guess?",
        "I'd have to estimate it, is that OK?",
        "I have no numbers for that.",
        "Can I make an assumption?",
    ),
}
_PERSON: dict[AskedAbout, tuple[str, ...]] = {
    AskedAbout.ROLE: (
        "Who are you?",
        "What is your role?",
        "Sorry, I didn't get your name.",
        "What do you do here?",
        "Would I report to you?",
        "Which of you is the engineer?",
        "Do you decide about hiring?",
        "Who is asking?",
        "Are you the one I would report to?",
        "How do I address you?",
        "Which of the three was that?",
        "Am I talking to a human being?",
    ),
    AskedAbout.BACKGROUND: (
        "Did you do this kind of work yourself once?",
        "Are you an engineer yourself?",
        "Have you ever coded?",
        "What did you do before this job?",
        "How long have you been here?",
        "How did you get into this role?",
        "Did you also start as a data scientist?",
        "How much do you know about machine learning?",
        "Have you ever stood in a warehouse yourself?",
        "Have you led teams in such weeks yourself?",
        "Have you been a seller once?",
    ),
    AskedAbout.OPINION: (
        "What would you have done?",
        "What do you think about it?",
        "How would you do it?",
        "What is your opinion?",
        "Would you do better?",
    ),
    AskedAbout.FEEDBACK: (
        "How am I doing?",
        "Was that a good answer?",
        "Is that what you wanted to hear?",
        "Is my answer okay so far?",
        "Did I pass?",
    ),
}
_PLACE: dict[AskedAbout, tuple[str, ...]] = {
    AskedAbout.SAYING_NO: (
        "Does a data scientist there get to say no to a business owner?",
        "Who has the last word with you, the data people or the business?",
        "Can I refuse a request from a manager?",
        "How are decisions made in your company?",
        "How much freedom would I have?",
        "Do you listen to data scientists?",
        "Who signs a launch with you, the scientist or the manager?",
        "Would I be allowed to talk with merchants directly?",
    ),
    AskedAbout.TEAM: (
        "How big is your team?",
        "How many people work with you?",
        "Who would I work with?",
        "How is the team organised?",
        "Who would I report to in this team?",
        "How many data scientists are there?",
        "Is the post new, or does it replace somebody?",
    ),
    AskedAbout.HOURS: (
        "Do people work on weekends?",
        "Is it true you work 996?",
        "How long are the working days?",
        "Is there night duty on call?",
        "Who is on call at night?",
        "Does everybody stay the night for the big sale?",
        "Is home office possible?",
        "What is the work-life balance like?",
        "How much overtime is normal?",
    ),
    AskedAbout.PAY: (
        "What's the salary?",
        "What does the job pay?",
        "Is there a bonus or stock?",
        "Which level is the role?",
        "How often are people promoted?",
        "How do performance reviews go?",
    ),
    AskedAbout.NEXT_STEPS: (
        "What happens after this interview?",
        "When will I hear from you?",
        "How many rounds are there?",
        "What are the next steps?",
        "When would I start?",
    ),
    AskedAbout.TOOLS: (
        "Which tools do you use?",
        "Do you use Spark or Flink?",
        "What's your tech stack?",
        "Do I get GPUs?",
        "Is there a test environment?",
        "Which language is the code written in?",
    ),
    AskedAbout.LIKING: (
        "What do you like about working there?",
        "Why did you join?",
        "What is the culture like?",
        "What's the hardest part of your job?",
        "Are you happy here?",
    ),
    AskedAbout.FIRST_WORK: (
        "What would my first project be?",
        "What would my first three months look like?",
        "What would I do every day?",
        "What do you expect from the new person?",
    ),
    AskedAbout.OTHER_PLACE: (
        "How much revenue does the unit make?",
        "What is the company's strategy?",
        "Does your platform rank by paid places first?",
        "What does the competition do to you?",
        "In which city is the office?",
        "Are there robots in your warehouse?",
        "What became of that product?",
        "Is this being recorded?",
        "On what hardware do your people train?",
        "Is it true that everyone has a nickname?",
        "How does a shop get charged, by click or by commission?",
    ),
}
_THE_TALK: dict[AskedAbout, tuple[str, ...]] = {
    AskedAbout.MOMENT: (
        "Give me a moment to think.",
        "Can I have a minute?",
        "One second, please.",
        "May I take a short break?",
        "Someone is at the door, I will be right back.",
        "Let me write this down first.",
        "Hold on, I need to find something.",
        "Wait a minute, I am calculating.",
        "Can I get a glass of water?",
    ),
    AskedAbout.TIME: (
        "How much time do we have left?",
        "How many more questions are there?",
        "How long will this take?",
        "Are we running out of time?",
        "Is this the last question?",
        "How much longer?",
    ),
    AskedAbout.NOTES: (
        "May I look at my notes?",
        "Can I open my papers?",
        "I have it in my notebook, would it be okay to look?",
        "I have it written down, may I check?",
    ),
    AskedAbout.LANGUAGE: (
        "Can I answer in another language?",
        "Is Chinese okay?",
        "May I say it in German?",
        "Can we switch to Mandarin?",
    ),
    AskedAbout.LENGTH: (
        "How long should my answer be?",
        "Should I keep it short?",
        "How deep should I go?",
        "How much detail do you want?",
        "Three sentences or ten minutes?",
        "Should I stop here?",
        "Shall I go on?",
    ),
    AskedAbout.GUESS: _COMPLAINTS[AskedAbout.GUESS],
    AskedAbout.SKIP: (
        "Can we skip this question?",
        "Can we move on to the next one?",
        "Pass.",
        "I'd rather pass on this one.",
    ),
    AskedAbout.GO_BACK: (
        "Can I come back to an earlier question?",
        "May I correct something I said before?",
        "I forgot to say something earlier.",
        "Let me park that one and return to it.",
        "Could we come back to this one at the end?",
    ),
    AskedAbout.HEARING: _SAYING_AGAIN[AskedAbout.HEARING],
    AskedAbout.LEAVE: (
        "May I draw it?",
        "May I take notes?",
        "Am I allowed to use a calculator?",
        "Can I share my screen?",
        "May I ask questions?",
        "Can we turn the camera off?",
        "Is it permitted to use the names of companies?",
        "May I leave the client's name out?",
        "Would it be a problem if I shut the window?",
        "Can I put a question to all three of you?",
    ),
}
_MOSTLY_ABOUT: dict[AskedBack, dict[AskedAbout, tuple[str, ...]]] = {
    AskedBack.REPEAT: _SAYING_AGAIN,
    AskedBack.CHALLENGE: {**_COMPLAINTS, **_PERSON},
    AskedBack.WHO: {**_PERSON, **_PLACE, **_COMPLAINTS},
    AskedBack.COMPANY: {**_PERSON, **_PLACE},
    AskedBack.PROCESS: {**_SAYING_AGAIN, **_PERSON, **_PLACE, **_THE_TALK},
    AskedBack.FACT: {**_PLACE, **_THE_TALK},  # where nobody knows it
    AskedBack.FIGURE: {**_PLACE, **_THE_TALK},
}
_KINDS: tuple[tuple[AskedBack, dict[AskedAbout, tuple[str, ...]]], ...] = (
    (AskedBack.REPEAT, {about: _SAYING_AGAIN[about] for about in _SAYING_AGAIN if about is not AskedAbout.HEARING}),
    (AskedBack.WHO, _PERSON),
    (AskedBack.COMPANY, _PLACE),
    (AskedBack.PROCESS, _THE_TALK),
    (AskedBack.CHALLENGE, _COMPLAINTS),
)


def asked_about(asked: str, kind: AskedBack, embedder: Embedder) -> AskedAbout | None:
    """What a question of that kind is about; None where its kind is all that there is to know of it."""
    texts = [(about, text) for about, examples in _MOSTLY_ABOUT.get(kind, {}).items() for text in examples]
    if not texts:
        return None
    nearness = embedder.embed([text for _, text in texts]) @ embedder.embed([asked])[0]
    place = int(nearness.argmax())
    return texts[place][0] if nearness[place] >= _LEAST.get(kind, _NEAR) else None


def kind_of(about: AskedAbout) -> AskedBack:
    """The kind of question that is about this: what is asked may have been taken for a neighbouring kind."""
    return next((kind for kind, things in _KINDS if about in things), AskedBack.CHALLENGE)
