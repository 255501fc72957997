import * as v from 'valibot';
import {
  type ImportCheck,
  ImportPage,
  type ImportTarget,
  ImportTargetPage,
} from '../../../../views/integrations/import.tsx';
import type { Frame } from '../../../../views/kit/frame.ts';
import type { CheckedDefinition } from '../../../definition/check/read-checked.ts';
import { sameDefinition } from '../../../definition/diff/diff.ts';
import { openFile } from '../../../definition/document/archive.ts';
import type { Problem } from '../../../definition/document/problem.ts';
import type { Definition, Flow } from '../../../definition/document/schema.ts';
import { keyOfFlow } from '../../../definition/edit/step-lists.ts';
import { usedParts } from '../../../definition/read/used-parts.ts';
import { AppError } from '../../../lib/errors.ts';
import { plural, shortened } from '../../../lib/format.ts';
import { newId } from '../../../lib/ids.ts';
import { links } from '../../../lib/links.ts';
import { fieldWarnings } from '../../../models/fields.ts';
import { type IconFile, readIcon } from '../../../models/icon-files.ts';
import { setIcon } from '../../../models/icons.ts';
import { recentIntegrations } from '../../../models/integration-list.ts';
import {
  createIntegration,
  draftToSave,
  getDraft,
  getDraftText,
  getIntegration,
  replaceDraft,
  storedDefinition,
  textToStore,
} from '../../../models/integrations.ts';
import type { User } from '../../../models/rights.ts';
import { readText } from '../../kit/bodies.ts';
import { change } from '../../kit/change.ts';
import type { Deps } from '../../kit/deps.ts';
import type { Form, FormErrors } from '../../kit/form.ts';
import { formId } from '../../kit/form-id.ts';
import { goTo, handler, KEPT_FOR_BACK, show } from '../../kit/page.ts';
import { searched } from '../../kit/query-types.ts';

const LIMIT_MB = 5;
const LIMIT = LIMIT_MB * 1024 * 1024;

const importQuery = {
  into: v.optional(v.string()),
  choose: v.optional(v.literal('yes')),
  q: v.optional(searched, ''),
};

export const showImport = handler(
  { query: importQuery },
  async ({ deps, frame, query: { into, choose, q } }) => {
    if (choose !== undefined) return show(await chooseTarget(deps, frame, q));
    const target = into === undefined ? undefined : await targetOf(deps, into);
    const nothing = { id: newId('int'), text: '', icon: undefined, errors: {}, check: undefined };
    return show(<ImportPage frame={frame} into={target} {...nothing} />);
  },
);

/** As many are offered; the others are found by their name. */
const OFFERED = 20;

async function chooseTarget({ store: { read } }: Deps, frame: Frame, text: string) {
  const { items, nextCursor } = await recentIntegrations(read, { name: text }, { limit: OFFERED });
  const candidates = items.map(({ id, name, icon, description }) => ({
    href: links.importIntegration({ into: id }),
    ...{ name, note: shortened(description, 100), integration: { id, icon } },
  }));
  const kept = { name: 'choose', value: 'yes' };
  return <ImportTargetPage {...{ frame, candidates, text, kept }} hasMore={nextCursor !== null} />;
}

/** @throws AppError `not_found` */
async function targetOf({ store: { read } }: Deps, id: string): Promise<ImportTarget> {
  const { name, revision } = await getIntegration(read, id);
  return { id, name, revision, changes: [], isOutdated: false };
}

export const submitImport = handler({ limitMb: LIMIT_MB + 1 }, async ({ deps, frame, user, form }) => {
  const id = formId(form, 'int');
  const target = form.text('into') === '' ? undefined : await targetOf(deps, form.text('into'));
  const given = await readGiven(form);
  const answer = (errors: FormErrors, check?: ImportCheck, into = target) => ({
    ...show(
      <ImportPage {...{ frame, id, errors, check, into }} text={given.text} icon={shownIcon(given)} />,
      into?.isOutdated ? 409 : Object.keys(errors).length > 0 ? 422 : 200,
    ),
    headers: new Headers([KEPT_FOR_BACK]),
  });
  if (!given.ok) return answer(given.errors);
  const result = await deps.readDefinition(given.text, 'yaml');
  if (!result.ok) return answer({ text: refusalOf(result) }, result);
  const isImport = form.text('step') === 'import';
  if (target === undefined) {
    if (!isImport) return answer({}, checkOf(result));
    const text = await textToStore(result.definition);
    await change(deps, user, async (tx) => {
      await createIntegration(tx, result.definition, id, text);
      if (given.icon) await setIcon(tx, id, given.icon);
    });
    return goTo(reportOf(deps, id, result.definition));
  }
  const isReplaced = isImport && (await replaced(deps, user, target.id, result.definition, given.icon, form));
  if (isReplaced) return goTo(reportOf(deps, target.id, result.definition));
  const now = await targetOf(deps, target.id);
  const changes = await replacementOf(deps, target.id, result.definition);
  return answer({}, checkOf(result), { ...now, changes, isOutdated: isImport });
});

/** @returns false where the draft is another one than the sender has seen */
async function replaced(
  deps: Deps,
  user: User,
  id: string,
  definition: Definition,
  icon: IconFile | undefined,
  form: Form,
): Promise<boolean> {
  const before = await getDraft(deps.store.read, id);
  // What is sent twice is done once.
  if (sameDefinition(before.definition, definition)) return true;
  if (before.revision !== Number(form.text('revision'))) return false;
  const draft = await draftToSave(before, definition, ['replace']);
  try {
    await change(deps, user, async (tx) => {
      await replaceDraft(tx, id, draft);
      if (icon) await setIcon(tx, id, icon);
    });
    return true;
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'precondition_failed') throw error;
    return false;
  }
}

/** After an import its connections are mapped, and what is not there; where there is none of it, its flows are shown. */
function reportOf({ catalog }: Deps, id: string, definition: Definition): string {
  const { connections, missing, inCode } = usedParts(definition, catalog);
  return connections.length + missing.length + inCode.length > 0 ? links.parts(id) : links.integration(id);
}

/** What a file would change, in sentences. */
async function replacementOf(deps: Deps, id: string, definition: Definition): Promise<string[]> {
  const { text } = await getDraftText(deps.store.read, id);
  const before = storedDefinition(text);
  const { count } = await deps.compareDefinitions(text, JSON.stringify(definition));
  const missingIn = (flows: Flow[], others: Flow[]) =>
    flows.flatMap((flow) => (others.some((each) => keyOfFlow(each) === keyOfFlow(flow)) ? [] : flow.name));
  const added = missingIn(definition.flows, before.flows);
  const gone = missingIn(before.flows, definition.flows);
  return [
    count === 0
      ? 'It says what the draft says already.'
      : `It changes the draft in ${plural(count, 'place')}.`,
    ...(added.length > 0 ? [`New flows, with addresses of their own: ${added.join(', ')}.`] : []),
    ...(gone.length > 0
      ? [`Flows that it does not have, whose addresses end where it is deployed: ${gone.join(', ')}.`]
      : []),
  ];
}

type Given =
  | { ok: true; text: string; icon: IconFile | undefined }
  | { ok: false; text: string; errors: FormErrors };

/** The text of the chosen file and the icon in it, or else what was typed and the icon of a file before. */
async function readGiven(form: Form): Promise<Given> {
  const file = form.file('file');
  const typed = form.values.text ?? '';
  if (!file) {
    if (typed.trim() !== '') return { ok: true, text: typed, icon: await sentIcon(form) };
    return { ok: false, text: typed, errors: { text: 'Choose a file, or paste the text of a definition.' } };
  }
  const refuse = (message: string): Given => ({ ok: false, text: typed, errors: { file: message } });
  if (file.size > LIMIT)
    return refuse(`The file is larger than ${LIMIT_MB} MB. Leave out what it does not need.`);
  try {
    const { definition, icon } = await openFile(new Uint8Array(await file.arrayBuffer()));
    const text = readText(Buffer.from(definition));
    if (text === undefined)
      return refuse('The file is no text in UTF-8. Save it as a YAML file, and choose it again.');
    return { ok: true, text, icon: icon && (await readIcon(icon)) };
  } catch (error) {
    if (error instanceof AppError && error.code === 'invalid') return refuse(error.message);
    throw error;
  }
}

/** The icon travels with the form from the check to the import. */
async function sentIcon(form: Form): Promise<IconFile | undefined> {
  const sent = form.text('icon');
  return sent === '' ? undefined : await readIcon(Buffer.from(sent.slice(sent.indexOf(',') + 1), 'base64'));
}

function shownIcon(given: Given): string | undefined {
  if (!given.ok || !given.icon) return undefined;
  const { type, bytes } = given.icon;
  return `data:${type};base64,${Buffer.from(bytes).toString('base64')}`;
}

function refusalOf({ problems }: CheckedDefinition): string {
  const [first] = problems;
  if (!first) return 'This is no definition: it cannot be read.';
  const line = first.line === undefined ? '' : `Line ${first.line}: `;
  return `This is no definition. ${line}${first.message}`;
}

function checkOf({ definition, problems }: CheckedDefinition & { ok: true }): ImportCheck {
  return {
    ok: true,
    name: definition.name,
    flows: definition.flows.length,
    problems: [...problems, ...fieldWarnings(definition)].toSorted(byWeight),
  };
}

const WEIGHTS = { error: 0, warning: 1, info: 2 };

/** What fails comes first, then in the order of the file. */
function byWeight(a: Problem, b: Problem): number {
  return WEIGHTS[a.severity] - WEIGHTS[b.severity] || (a.line ?? 0) - (b.line ?? 0);
}
