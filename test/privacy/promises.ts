/** Whose matter a sentence is that is not about this program, and cannot be tried here. */
export const notOurs: Readonly<Record<string, string>> = {
  "Free space of its files, its write-ahead log, replicas and backups hold them until PostgreSQL writes over them or their time is over: that is whoever runs the database's to decide.":
    'of the database server',
  'What aitta-bot keeps, for how long, and who can see it.': 'what the page is about',
  'For operators: what to tell your users, and what Aitta asks of you.': 'what the page is about',
  'Aitta itself keeps no chats; they are there only while they are answered (answer of its developers, 7 October 2026).':
    'of Aitta',
  "Backups keep what they hold: they are the operator's to delete.": 'of what operators do with the file',
  'Make a key with `openssl rand -base64 32` and keep it apart from the file and its backups.': 'advice',
  "From Aitta's public documentation and its developers' answers (October 2026); read [the terms](https://aitta.csc.fi/terms-of-use) yourself:":
    'of Aitta',
  'A personal access token is for yourself.': 'of Aitta',
  'To serve others you need a **robot account** of your LUMI project.': 'of Aitta',
  'You must **know your users** and put your own access control in front.': 'of Aitta',
  '**No sensitive or personal data** may be sent to the models.': 'of Aitta',
  'Tell your users.': 'advice',
  'Use is billed to your project in GPU-hours, availability is not guaranteed, and answers may be wrong: the models have no safeguards of their own.':
    'of Aitta',
};

/** The tests that show that a sentence of docs/privacy.md is so: file, and words of the test’s title. */
export const proofs: Readonly<Record<string, readonly (readonly [file: string, title: string])[]>> = {
  'Everything is in one place, at `STORE_URL`: a SQLite file on the machine that runs the bot, or a PostgreSQL database.':
    [
      ['test/privacy/kept.test.ts', 'what people say is in the file of the store and its journal, and nowhere else'],
      ['test/whole/postgres.test.ts', 'leaves nothing of what was said on the machine that it runs on'],
    ],
  'In PostgreSQL deleted texts are gone from the tables, which are vacuumed before the bot says that it has deleted something.':
    [
      [
        'test/adapters/storage/postgres/postgres-database.test.ts',
        'what was deleted is gone from the tables, which are vacuumed',
      ],
    ],
  'Where several Slack workspaces have installed the bot, the token of one that removes it is deleted at once.': [
    ['test/whole/slack-workspaces.test.ts', 'its token is deleted, and the other one is answered'],
    ['test/adapters/slack/setup/slack-installations.test.ts', 'that Slack tells with a call deletes the token'],
  ],
  'What its people said stays for as long as everywhere, so that a workspace that installs the bot again goes on where it was.':
    [['test/whole/slack-workspaces.test.ts', 'installed again it goes on where it was']],
  'With `STORE_KEY` nothing of that can be read without the key.': [
    ['test/contracts/record-store-contract.ts', 'with a key nothing of a value is written in the clear'],
    ['test/whole/postgres.test.ts', 'with a key nothing of what was said is in the database in clear'],
  ],
  'Nothing is sent anywhere but to the chat platform and to Aitta, or to the service that `OPENAI_BASE_URL` names instead.':
    [
      ['test/privacy/kept.test.ts', 'the program connects to the chat platforms and to Aitta, and to nobody else'],
      ['test/whole/another-service.test.ts', 'are answered by a service that is not Aitta'],
    ],
  'A namespace of the store that is not in this table cannot be opened.': [
    ['test/keeps.test.ts', 'a namespace that is not listed cannot be opened'],
    ['test/keeps.test.ts', 'docs/privacy.md lists all of it, as the code has it (npm run generate)'],
    ['test/privacy/kept.test.ts', 'every record is of a kind that is listed, and expires as its row says'],
    ['test/privacy/kept.test.ts', 'after `RETENTION_DAYS` nothing is left of what was said, in no file'],
  ],
  'What others wrote in a thread before the bot was first asked there, and what a question replies to, is read for that answer and sent to the model, but not kept.':
    [['test/privacy/kept.test.ts', 'what others wrote is read for an answer and not kept']],
  "What stands in a question itself is kept as the asker's, also where it quotes or forwards somebody else.": [
    ['test/privacy/kept.test.ts', 'what somebody quotes is theirs, and stays when the one who is quoted is forgotten'],
  ],
  'So are the files that others shared there: what was read of them is kept with the question.': [
    [
      'test/privacy/kept.test.ts',
      'what was read of a file that others shared is kept with the question that is asked below it, and goes with it',
    ],
  ],
  'On the console `export` writes its file to the folder `files` beside the store, readable by its owner only.': [
    [
      'test/privacy/console.test.ts',
      '`export` writes a file beside the store, which `forget me` leaves there; all else is gone, what was typed too, and never was in the log',
    ],
  ],
  'It is yours: `forget` leaves it there.': [
    [
      'test/privacy/console.test.ts',
      '`export` writes a file beside the store, which `forget me` leaves there; all else is gone, what was typed too, and never was in the log',
    ],
  ],
  'The log holds ids, models, times and errors, never what was said and never a secret.': [
    ['test/privacy/logs.test.ts', 'no word and no secret'],
  ],
  'Traces go only where `OTEL_EXPORTER_OTLP_ENDPOINT` says, and never hold what was said.': [
    ['test/whole/traces.test.ts', 'a receiver of OTLP gets a span for the turn and one for each step'],
    ['test/whole/loaded-modules.test.ts', 'the bot loads what that needs and no more'],
  ],
  '`/metrics`, `/healthz` and `/readyz` hold numbers and the states of parts only.': [
    ['test/privacy/logs.test.ts', 'no word and no secret'],
  ],
  'Slack and Discord keep what stands in the chat by their own rules: questions and answers, files (long answers, exports), and on Discord the name of a thread, which is the first line of its question.':
    [['test/privacy/forgetting.test.ts', 'typed on Discord']],
  'The bot takes none of that away when it forgets.': [['test/privacy/forgetting.test.ts', 'typed on Discord']],
  '`!export` gives a conversation as Markdown or JSON to the person who asks for it, alone.': [
    ['test/core/memory/forget.test.ts', 'gives the conversation as Markdown or JSON, to the asker alone'],
  ],
  "`!forget conversation` deletes this conversation; where others took part, one's own questions and their answers, also where somebody else had them answered again, and what is being answered to oneself there.":
    [
      [
        'test/core/memory/forget.test.ts',
        'asks first, then deletes this conversation, says what was deleted, and nothing of it is left in the file',
      ],
      [
        'test/core/memory/forget.test.ts',
        'in a conversation with others, only one’s own questions go, unless one manages the channel',
      ],
      ['test/core/memory/forget.test.ts', 'a question that somebody else has answered again stays its author’s'],
    ],
  'Somebody who manages the channel deletes all of it.': [
    [
      'test/core/memory/forget.test.ts',
      'in a conversation with others, only one’s own questions go, unless one manages the channel',
    ],
  ],
  '`!forget me` deletes everything about oneself on that platform, wherever it was said: questions and their answers, settings, figures, and what is being answered now, which is stopped first.':
    [
      ['test/privacy/forgetting.test.ts', 'typed in Slack'],
      ['test/privacy/forgetting.test.ts', 'by slash command and button in Slack'],
      ['test/privacy/forgetting.test.ts', 'typed on Discord'],
      ['test/privacy/forgetting.test.ts', 'by slash command and button on Discord'],
    ],
  "A system text that one set for a channel or a conversation goes too; a model that one chose for others stays, without one's name.":
    [
      [
        'test/core/memory/forget.test.ts',
        'a system text that one set for others goes, a model stays without one’s name',
      ],
    ],
  'The bot says what it deleted, how much of it elsewhere, and whether something could not be ended yet.': [
    ['test/privacy/forgetting.test.ts', 'typed in Slack'],
    ['test/core/memory/forget.test.ts', 'all about oneself, wherever on the platform, and no id of oneself is left'],
  ],
  'What others quoted of it in their own questions is theirs, and stays.': [
    ['test/privacy/kept.test.ts', 'what somebody quotes is theirs, and stays when the one who is quoted is forgotten'],
  ],
  'Limits stay as they are: they count under a pseudonym, for at most a day.': [
    ['test/core/turn/gate.test.ts', 'being forgotten lifts none of %s, and no other workspace does'],
    ['test/privacy/forgetting.test.ts', 'typed in Slack'],
  ],
  'Deleted texts leave the disk: the file is written anew and its journal emptied before the bot says that it has deleted something.':
    [
      ['test/privacy/forgetting.test.ts', 'typed in Slack'],
      [
        'test/adapters/storage/sqlite/sqlite-database.test.ts',
        'copies of deleted texts that SQLite has left in the gaps of pages are gone once the file was written anew',
      ],
    ],
  'In a file above 32 MB, copies that SQLite left in gaps go at the next start.': [
    [
      'test/adapters/storage/sqlite/sqlite-database.test.ts',
      'in a file above 32 MB they are gone after the next start',
    ],
  ],
  'While somebody reads the file (a backup), the bot says that the journal still has them, and empties it when they have done.':
    [
      [
        'test/privacy/forgetting.test.ts',
        'While somebody reads the file, such as a backup, the bot says so, and the journal is emptied when they have done, also by the next start.',
      ],
    ],
  '`!reset` does not delete: the model no longer sees what was said before, but it is kept until its time is over.': [
    ['test/core/turn/conversation.test.ts', 'reset starts afresh'],
    ['test/core/memory/history.test.ts', 'a reset hides what was, and a removed turn is gone'],
  ],
  'A question that is edited in the chat is changed in the conversation too, and asked anew if it is still being answered.':
    [
      [
        'test/privacy/following.test.ts',
        'A question that is edited in the chat is changed in the conversation too, and asked anew if it is still being answered.',
      ],
    ],
  'An answer that is there already stays as it is, also where it repeats the old words.': [
    [
      'test/privacy/following.test.ts',
      'An answer that is there already stays as it is, also where it repeats the old words.',
    ],
  ],
  'A question that is deleted is not answered, and leaves the conversation with its answer.': [
    ['test/privacy/following.test.ts', 'One that is deleted is not answered, and leaves the conversation.'],
  ],
  'Both as far as the platform tells the bot; on Discord for 48 hours.': [
    ['test/privacy/kept.test.ts', 'every record is of a kind that is listed, and expires as its row says'],
  ],
  'What somebody writes who may not use the bot is erased as soon as they are refused, and is out of the journal within seconds.':
    [
      [
        'test/privacy/denied.test.ts',
        'What somebody writes who may not use the bot is erased as soon as they are refused, and is out of the journal within seconds.',
      ],
    ],
  'What SQLite left of it in gaps of the file goes within the hour; in a file above 32 MB at the next start.': [
    [
      'test/privacy/denied.test.ts',
      'What SQLite has left in gaps of the file goes within the hour, or at the next start.',
    ],
    [
      'test/adapters/storage/sqlite/sqlite-database.test.ts',
      'in a file above 32 MB they are gone after the next start',
    ],
  ],
  '`aitta-bot export PLATFORM PERSON` writes everything that is kept of one person as JSON, what waits for an answer and what is counted for limits included.':
    [
      [
        'test/privacy/verbs.test.ts',
        '`aitta-bot export PLATFORM PERSON` gives all of it as one file, `aitta-bot forget PLATFORM PERSON` deletes it, also while the bot runs.',
      ],
    ],
  '`aitta-bot forget PLATFORM PERSON` deletes it as `forget me` does, also of somebody who has left, and says what it deleted and what is left.':
    [
      [
        'test/privacy/verbs.test.ts',
        '`aitta-bot export PLATFORM PERSON` gives all of it as one file, `aitta-bot forget PLATFORM PERSON` deletes it, also while the bot runs.',
      ],
    ],
  '`aitta-bot feedback` writes the thumbs and words of all, without saying who gave them.': [
    [
      'test/cli/feedback.test.ts',
      'what people think of answers is written for the operator, with their words, not from whom',
    ],
  ],
  'The bot says in the chat that an open question was deleted, in place of what stands there of it (“On it …”, “still wanted?”).':
    [
      [
        'test/privacy/verbs.test.ts',
        '`aitta-bot export PLATFORM PERSON` gives all of it as one file, `aitta-bot forget PLATFORM PERSON` deletes it, also while the bot runs.',
      ],
    ],
  'Where no bot runs, the next start does so: until then it is kept where that message stands, without a word of the question and without who asked it, and the receipt says so.':
    [
      [
        'test/privacy/verbs.test.ts',
        'while no bot runs, what is open is let go, and the next start says in the chat that it was deleted',
      ],
      ['test/privacy/verbs.test.ts', 'so it is on Discord'],
      [
        'test/adapters/storage/turns/abandon-turns.test.ts',
        'becomes an errand without words and person where something stands, and ends where nothing does',
      ],
    ],
  'Two copies of the store come about by themselves, beside it, and hold everything that it held: the one that an upgrade makes is deleted after a week, the one of a store that was found damaged after 30 days, both after `RETENTION_DAYS` where that is less.':
    [
      [
        'test/adapters/storage/sqlite/sqlite-schema.test.ts',
        'what an upgrade has copied, and what was found damaged, goes once it is old enough, and nothing else does',
      ],
      [
        'test/privacy/verbs.test.ts',
        'copies of the store that came about by themselves are named, and go once their time is over',
      ],
    ],
  '`aitta-bot forget` names those that are there.': [
    [
      'test/privacy/verbs.test.ts',
      'copies of the store that came about by themselves are named, and go once their time is over',
    ],
  ],
  'Everything that somebody writes, presses, chooses, sends in a form, edits or is suggested passes one check before anything of it is shown, quoted or sent to a model; what waits, is parked or goes on after a restart passes it again.':
    [
      ['test/core/turn/access-table.test.ts', 'has a cell for every rule, standing and way'],
      ['test/adapters/slack/slack-access.test.ts', 'has a row for every rule and standing'],
      ['test/adapters/discord/discord-access.test.ts', 'has a row for every rule and standing'],
      ['test/core/turn/gate.test.ts', 'rights that end while somebody waits'],
    ],
  'Rights are asked of the platform and are **at most a minute old**: membership, guest status, roles and user groups, the home team (Slack, with its organisation), and which servers somebody shares with the bot (Discord).':
    [
      [
        'test/adapters/discord/discord-rights.test.ts',
        'who was kicked is a stranger within a minute, also in direct messages',
      ],
      ['test/adapters/slack/slack-access.test.ts', 'has a row for every rule and standing'],
    ],
  'A block of any of these counts everywhere, also in direct messages.': [
    ['test/adapters/discord/discord-access.test.ts', 'has a row for every rule and standing'],
    ['test/adapters/slack/slack-access.test.ts', 'has a row for every rule and standing'],
  ],
  'What the platform refuses to tell, such as user groups without the scope for them, **denies** whoever a rule about it could concern; `/readyz` is then not ready and names the call.':
    [
      [
        'test/adapters/slack/slack-rights.test.ts',
        'that rules cannot be read is not ready, and says why, from the start',
      ],
      ['test/core/turn/access-table.test.ts', 'groups unreadable'],
    ],
  'What it cannot tell at the moment is asked again, and is never taken for a no.': [
    [
      'test/adapters/discord/discord-rights.test.ts',
      'a failing Discord is no "no": the question waits until it can be told whether they may',
    ],
    ['test/core/turn/access-table.test.ts', 'not known now'],
  ],
  'A conversation that is named from another place (`export`, `retry`, `history`, settings) is found only by who may read it now: somebody who was removed from a private thread may not.':
    [
      ['test/core/turn/gate.test.ts', 'a conversation that is named from elsewhere'],
      [
        'test/adapters/discord/discord-rights.test.ts',
        'who was removed from a private thread can neither export it from elsewhere nor have it answered there',
      ],
    ],
  'A denial is seen by the asker alone, once per conversation in ten minutes; with `DENIED_REPLY=silent` nobody is told anything, not even a greeting.':
    [
      [
        'test/adapters/slack/slack-rights.test.ts',
        'by %s is told so alone; nothing is shown to others, and no model is asked',
      ],
      [
        'test/adapters/slack/slack-rights.test.ts',
        'whoever echoes what the bot says is refused aloud once, and the loop ends',
      ],
      ['test/adapters/slack/slack-rights.test.ts', 'where denials are silent, nobody blocked is greeted or answered'],
      [
        'test/adapters/discord/discord-rights.test.ts',
        'where denials are silent, nothing is left of a slash command, and nothing is suggested',
      ],
    ],
  'Limits count people under a pseudonym, wherever on the platform they ask; `forget me` does not lift them.': [
    ['test/core/turn/gate.test.ts', 'being forgotten lifts none of %s, and no other workspace does'],
  ],
  'Somebody who may not use the bot can still stop their own question or delete it.': [
    ['test/core/turn/gate.test.ts', 'can still %s their own question, but not be forgotten'],
  ],
  'They cannot use `forget me`: the operator can do it for them.': [
    ['test/core/turn/gate.test.ts', 'can still %s their own question, but not be forgotten'],
    [
      'test/privacy/verbs.test.ts',
      '`aitta-bot export PLATFORM PERSON` gives all of it as one file, `aitta-bot forget PLATFORM PERSON` deletes it, also while the bot runs.',
    ],
  ],
  'With `STORE_KEY` (or `STORE_KEY_FILE`) everything that people said is encrypted in the store (AES-256-GCM).': [
    [
      'test/privacy/encrypted.test.ts',
      'with `STORE_KEY` neither words nor names can be read in any file, in no state of a question; ids can',
    ],
  ],
  'Ids, times and numbers are not encrypted.': [
    [
      'test/privacy/encrypted.test.ts',
      'with `STORE_KEY` neither words nor names can be read in any file, in no state of a question; ids can',
    ],
  ],
  'To change the key, put the new one in front, `STORE_KEY=NEW,OLD`, and start the bot: before it connects it encrypts everything anew with the first key, the log tells how far it is, and after that start the old key is needed no more.':
    [['test/adapters/storage/reseal.test.ts', 'after one start with NEW,OLD the old key is needed no more']],
  'A first key on a store that was in clear encrypts what is there in the same way.': [
    [
      'test/adapters/storage/reseal.test.ts',
      'a key on a store in clear encrypts everything that is there, and nothing in clear is left in the file',
    ],
  ],
  'If the bot is killed meanwhile, the next start goes on.': [
    [
      'test/adapters/storage/reseal.test.ts',
      'a start that is killed while it encrypts is gone on with by the next one',
    ],
  ],
  'As long as a key is missing that something is encrypted with, the bot does not start and says so (exit code 2).': [
    [
      'test/adapters/storage/reseal.test.ts',
      'a start with a key missing is refused, by start and by doctor, however the texts came under two keys',
    ],
  ],
  'The store is readable and writable by its owner only (0600).': [
    [
      'test/whole/container.test.ts',
      'nobody but the owner can read the store, also one that was open to others before',
    ],
  ],
  'In a container, where any user id of group 0 may run the bot, the group may too (0660).': [
    [
      'test/whole/container.test.ts',
      'under any user id of group 0 that group may change what was written, and nobody else may read it',
    ],
  ],
  '`aitta-bot doctor` warns when everybody on the machine can read `.env`, and when an address of a service begins with `http://` on another host.':
    [['test/doctor/doctor.test.ts', 'warns of tokens that everybody on the machine can read, or everybody on the way']],
  'By default only full members of the workspace or server are answered; see `ALLOWED_*`, `BLOCKED_*`, `ALLOW_GUESTS` and `ALLOW_STRANGERS` in [.env.example](../.env.example).':
    [
      ['test/core/turn/access-table.test.ts', 'members       | guest'],
      ['test/core/turn/access.test.ts', 'a guest, by default'],
    ],
  '`NOTICE` is one line that the first answer in each channel carries, such as:': [
    ['test/core/turn/conversation.test.ts', 'the first answer in each channel carries the operator’s notice'],
  ],
};
