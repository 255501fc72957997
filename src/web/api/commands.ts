import * as v from 'valibot';
import { explainIssue } from '../../definition/document/explain.ts';
import { formatPath } from '../../definition/document/problem.ts';
import { commandSchema } from '../../definition/edit/command.ts';
import type { EditCommand } from '../../definition/edit/edit.ts';
import { AppError, type Issue } from '../../lib/errors.ts';
import { toIso } from '../../lib/time.ts';
import { editDraft, redoDraft, saveEdited, undoDraft } from '../../models/draft-edits.ts';
import { listRevisions, type Revision } from '../../models/draft-history.ts';
import { getIntegration, staleDraft } from '../../models/integrations.ts';
import { change } from '../kit/change.ts';
import { fields, noBody } from './body.ts';
import { refuseWithoutTag, seesRevision, tagOf } from './definition-files.ts';
import { noQuery, pageOf, paging, query } from './query.ts';
import { type Route, route } from './route.ts';
import { list, problems, time } from './schemas.ts';

const MOST = 100;

const command = v.pipe(
  v.looseObject({ kind: v.string() }),
  v.description('As /help/building-a-flow#editing-by-commands lists them.'),
);

const changeAnswer = v.object({
  revision: v.number(),
  at: time,
  by: v.nullable(v.string()),
  kinds: v.array(v.string()),
  undone: v.boolean(),
});

function shownChange({ revision, at, by, kinds, standing }: Revision) {
  return { revision, at: toIso(at), by, kinds, undone: standing === 'undone' };
}

export const commands: Route[] = [
  route({
    name: 'editDraft',
    method: 'POST',
    path: '/integrations/:id/commands',
    right: 'integrations:write',
    summary: 'Edits the draft by commands, all or none, if it is still as you read it',
    query: noQuery,
    body: fields({
      commands: v.pipe(
        v.array(command),
        v.minLength(1, 'must have one command at least'),
        v.maxLength(MOST, `must have at most ${MOST} commands`),
      ),
    }),
    headers: { 'If-Match': { required: true, description: 'The ETag with which you read the definition.' } },
    errors: [409, 412, 428],
    status: 200,
    answer: v.object({ revision: v.number(), problems }),
    handler: async ({ deps, actor, param, headers, body }) => {
      const seen = headers.get('if-match') ?? refuseWithoutTag();
      const asked = readCommands(body.commands);
      const edited = await editDraft(deps.store.read, param('id'), asked, (revision) =>
        seesRevision(seen, revision),
      );
      const { draft, revision, text } = edited;
      if (draft) await change(deps, actor, (tx) => saveEdited(tx, param('id'), draft));
      const answer = { revision, problems: await deps.checkDefinition(text) };
      return Response.json(answer, { headers: { etag: tagOf(revision) } });
    },
  }),
  route({
    name: 'listChanges',
    method: 'GET',
    path: '/integrations/:id/changes',
    right: 'integrations:read',
    summary: 'Lists what was done to the draft, latest first; the latest 500 are kept',
    query: query(paging),
    body: noBody,
    status: 200,
    answer: list(changeAnswer),
    handler: async ({ deps, param, query }) => {
      await getIntegration(deps.store.read, param('id'));
      const { items, nextCursor } = await listRevisions(deps.store.read, param('id'), pageOf(query));
      return { items: items.map(shownChange), nextCursor };
    },
  }),
  turn('undoEdit', 'undo', 'Takes the last change of the draft back', undoDraft),
  turn('redoEdit', 'redo', 'Does again what was taken back last', redoDraft),
];

function turn(name: string, word: 'undo' | 'redo', summary: string, verb: typeof undoDraft): Route {
  return route({
    name,
    method: 'POST',
    path: `/integrations/:id/${word}`,
    right: 'integrations:write',
    summary: `${summary}, if it is still as you read it`,
    query: noQuery,
    body: noBody,
    headers: { 'If-Match': { required: true, description: 'The ETag with which you read the definition.' } },
    errors: [409, 412, 428],
    status: 200,
    answer: v.object({ revision: v.number() }),
    handler: async ({ deps, actor, param, headers }) => {
      const seen = headers.get('if-match') ?? refuseWithoutTag();
      const { revision } = await change(deps, actor, async (tx) => {
        const now = await getIntegration(tx, param('id'));
        if (!seesRevision(seen, now.revision)) throw staleDraft();
        return await verb(tx, param('id'), now.revision);
      });
      return Response.json({ revision }, { headers: { etag: tagOf(revision) } });
    },
  });
}

/** @throws AppError `invalid` with an issue for each thing that is wrong with a command */
function readCommands(sent: unknown[]): EditCommand[] {
  const issues: Issue[] = [];
  const read = sent.filter((each, index): each is EditCommand => {
    const result = v.safeParse(commandSchema, each);
    for (const issue of result.issues ?? []) {
      const inside = (issue.path ?? []).map(({ key }) => (typeof key === 'number' ? key : String(key)));
      const path = ['commands', index, ...inside];
      issues.push({ path: formatPath(path), message: explainIssue(issue, path) });
    }
    return result.success;
  });
  if (issues.length === 0) return read;
  throw new AppError('invalid', `No command was done. ${issues[0]?.message ?? ''}`, issues.slice(0, MOST));
}
