import * as v from 'valibot';
import { PayloadsPage } from '../../../../views/tests/payloads.tsx';
import { MB } from '../../../lib/bytes.ts';
import { AppError } from '../../../lib/errors.ts';
import { plural } from '../../../lib/format.ts';
import { links } from '../../../lib/links.ts';
import { decode } from '../../../lib/wire.ts';
import {
  type ExecutionFile,
  executionFileSchema,
  type Imported,
  importExecution,
} from '../../../models/execution-files.ts';
import { typed } from '../../../models/fields.ts';
import { deletePayload, getPayload, listPayloads, renamePayload } from '../../../models/test-payloads.ts';
import { actingAs, change } from '../../kit/change.ts';
import { payloadName } from '../../kit/execution-payloads.ts';
import { noticeOf, readNotice } from '../../kit/flash.ts';
import { goTo, handler, type SignedIn, show } from '../../kit/page.ts';
import { integrationFrame } from '../integrations/integration-frame.ts';

const MOST_SHOWN = 200;

type Filled = { errors: Record<string, string>; typed: Record<string, string> };
const NOTHING_TYPED: Filled = { errors: {}, typed: {} };

async function view({ deps, frame, user }: SignedIn, id: string, filled = NOTHING_TYPED, told?: string) {
  const integration = await integrationFrame(deps, user, id, 'tests');
  const { items } = await listPayloads(deps.store.read, id, { limit: MOST_SHOWN });
  return <PayloadsPage frame={frame} integration={integration} payloads={items} told={told} {...filled} />;
}

const told = { said: v.optional(v.string()) };

export const showPayloads = handler<'id', typeof told>({ query: told }, async ({ param, query, ...visit }) =>
  show(await view(visit, param('id'), NOTHING_TYPED, readNotice(visit.deps.vault, query.said))),
);

const MOST_OF_FILE = 5 * MB;

/** Makes the call of an execution of another server a payload, and pins what its steps gave. */
export const submitExecutionImport = handler<'id'>(async ({ param, form, ...visit }) => {
  const { deps, user } = visit;
  const id = param('id');
  const refused = async (message: string) =>
    show(await view(visit, id, { errors: { file: message }, typed: {} }), 422);
  const file = form.file('file');
  if (!file) return await refused('Choose the file of an execution.');
  if (file.size > MOST_OF_FILE) return await refused('The file is larger than 5 MB. Import it by the API.');
  const read = readExecutionFile(await file.text());
  if (!read)
    return await refused('This is no file of an execution. Download one on the page of an execution.');
  const how = { name: payloadName(read.flow.name, read.id), pins: form.text('pins') !== '' };
  try {
    const made = await importExecution(actingAs(deps, user), id, read, how);
    return goTo(links.payloads(id, { said: noticeOf(deps.vault, toldOf(made)) }));
  } catch (error) {
    if (!(error instanceof AppError) || (error.code !== 'conflict' && error.code !== 'invalid')) throw error;
    return await refused(error.message);
  }
});

function readExecutionFile(text: string): ExecutionFile | undefined {
  try {
    const file = v.safeParse(executionFileSchema, decode(text));
    return file.success ? file.output : undefined;
  } catch {
    return undefined;
  }
}

/** "Its call is kept. 3 outputs are pinned. Not pinned: Get order (Its output is masked.)" */
function toldOf({ payload, pinned, skipped }: Imported): string {
  const left = skipped.slice(0, 5).map(({ step, reason }) => `${step} (${reason})`);
  return [
    payload ? 'Its call is kept.' : '',
    pinned.length > 0 ? `Pinned: ${plural(pinned.length, 'output')}.` : '',
    left.length > 0 ? `Left out: ${left.join(', ')}` : '',
  ]
    .filter((part) => part !== '')
    .join(' ');
}

export const submitPayloadName = handler<'id' | 'payload'>(async ({ param, form, ...visit }) => {
  const { deps, user } = visit;
  const [id, payload] = [param('id'), param('payload')];
  await getPayload(deps.store.read, deps.vault, id, payload);
  const refused = async (message: string) =>
    show(
      await view(visit, id, { errors: { [payload]: message }, typed: { [payload]: form.text('name') } }),
      422,
    );
  const name = v.safeParse(typed.name(), form.text('name'));
  if (!name.success) return await refused(name.issues[0].message);
  try {
    await change(deps, user, (tx) => renamePayload(tx, id, payload, name.output));
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'conflict') throw error;
    return await refused(error.message);
  }
  return goTo(links.payloads(id));
});

export const submitPayloadDeletion = handler<'id' | 'payload'>(async ({ deps, user, param }) => {
  await change(deps, user, (tx) => deletePayload(tx, param('id'), param('payload')));
  return goTo(links.payloads(param('id')));
});
