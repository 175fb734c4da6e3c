PRAGMA journal_mode = WAL;
PRAGMA user_version = 1;
BEGIN TRANSACTION;
CREATE TABLE events (
	session VARCHAR NOT NULL, 
	sequence INTEGER NOT NULL, 
	at VARCHAR NOT NULL, 
	body VARCHAR NOT NULL, 
	PRIMARY KEY (session, sequence)
);
INSERT INTO "events" VALUES('5ea51de5',0,'2026-11-26T23:55:42.370309+00:00','{"kind":"started","setup":{"pack":"alibaba","round":"culture","unit":null,"seniority":"senior","turns":3,"minutes":null,"seed":1,"engine":"embedded","cast":{"voice":"embedded","reader":"embedded","coach":"embedded","model":null,"samples":1},"current_role":null,"project":null,"focus":null,"cv":null,"claim":null},"plan":{"questions":["a","b"],"case":null}}');
INSERT INTO "events" VALUES('5ea51de5',1,'2026-11-26T23:55:42.371561+00:00','{"kind":"move_chosen","turn":0,"move":{"speaker":"s","reactions":[{"kind":"greet","project":null}],"action":{"kind":"ask","question":"a"}},"passages":[]}');
INSERT INTO "events" VALUES('5ea51de5',2,'2026-11-26T23:55:42.372229+00:00','{"kind":"line_said","turn":0,"speaker":"s","text":"What happened?","stamp":"test","work":null}');
INSERT INTO "events" VALUES('5ea51de5',3,'2026-11-26T23:55:42.372838+00:00','{"kind":"answer_given","turn":0,"text":"Ünïcode, ''quotes''."}');
INSERT INTO "events" VALUES('5ea51de5',4,'2026-11-26T23:55:42.373474+00:00','{"kind":"move_chosen","turn":1,"move":{"speaker":"s","reactions":[],"action":{"kind":"ask","question":"b"}},"passages":[]}');
CREATE TABLE sessions (
	id VARCHAR NOT NULL, 
	number INTEGER NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE (number)
);
INSERT INTO "sessions" VALUES('5ea51de5',1);
COMMIT;
