import * as v from 'valibot';
import { explainIssue } from '../../definition/document/explain.ts';
import { formatPath } from '../../definition/document/problem.ts';
import { commandSchema } from '../../definition/edit/command.ts';
import type { EditCommand } from '../../definition/edit/edit.ts';
import { AppError, type Issue } from '../../lib/errors.ts';
import { editDraft, saveEdited } from '../../models/draft-edits.ts';
import { change } from '../kit/change.ts';
import { fields } from './body.ts';
import { refuseWithoutTag, seesRevision, tagOf } from './definition-files.ts';
import { noQuery } from './query.ts';
import { type Route, route } from './route.ts';
import { problems } from './schemas.ts';

const MOST = 100;

const command = v.pipe(
  v.looseObject({ kind: v.string() }),
  v.description('As /help/building-a-flow#editing-by-commands lists them.'),
);

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
    errors: [412, 428],
    status: 200,
    answer: v.object({ revision: v.number(), problems }),
    handler: async ({ deps, actor, param, headers, body }) => {
      const seen = headers.get('if-match') ?? refuseWithoutTag();
      const asked = readCommands(body.commands);
      const edited = await editDraft(deps.store.read, param('id'), asked, (revision) =>
        seesRevision(seen, revision),
      );
      const { revision } = await change(deps, actor, (tx) => saveEdited(tx, param('id'), edited));
      const answer = { revision, problems: await deps.checkDefinition(edited.text) };
      return Response.json(answer, { headers: { etag: tagOf(revision) } });
    },
  }),
];

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
