import { type ImportCheck, ImportPage } from '../../../../views/integrations/import.tsx';
import type { CheckedDefinition } from '../../../definition/check/read-checked.ts';
import type { Problem } from '../../../definition/document/problem.ts';
import { newId } from '../../../lib/ids.ts';
import { links } from '../../../lib/links.ts';
import { fieldWarnings } from '../../../models/fields.ts';
import { createIntegration, textToStore } from '../../../models/integrations.ts';
import { readText } from '../../kit/bodies.ts';
import { change } from '../../kit/change.ts';
import type { Form, FormErrors } from '../../kit/form.ts';
import { formId } from '../../kit/form-id.ts';
import { goTo, handler, KEPT_FOR_BACK, show } from '../../kit/page.ts';

const LIMIT_MB = 5;
const LIMIT = LIMIT_MB * 1024 * 1024;

export const showImport = handler(async ({ frame }) =>
  show(<ImportPage frame={frame} id={newId('int')} text="" errors={{}} check={undefined} />),
);

export const submitImport = handler({ limitMb: LIMIT_MB + 1 }, async ({ deps, frame, user, form }) => {
  const id = formId(form, 'int');
  const given = await readGiven(form);
  const answer = (errors: FormErrors, check?: ImportCheck) => ({
    ...show(
      <ImportPage frame={frame} id={id} text={given.text} errors={errors} check={check} />,
      Object.keys(errors).length > 0 ? 422 : 200,
    ),
    headers: new Headers([KEPT_FOR_BACK]),
  });
  if (!given.ok) return answer(given.errors);
  const result = await deps.readDefinition(given.text, 'yaml');
  if (!result.ok) return answer({ text: refusalOf(result) }, result);
  if (form.text('step') !== 'import') return answer({}, checkOf(result));
  const text = await textToStore(result.definition);
  await change(deps, user, (tx) => createIntegration(tx, result.definition, id, text));
  return goTo(links.integration(id));
});

type Given = { ok: true; text: string } | { ok: false; text: string; errors: FormErrors };

/** The text of the chosen file, or else the one that was typed. */
async function readGiven(form: Form): Promise<Given> {
  const file = form.file('file');
  const typed = form.values.text ?? '';
  if (!file) {
    if (typed.trim() !== '') return { ok: true, text: typed };
    return { ok: false, text: typed, errors: { text: 'Choose a file, or paste the text of a definition.' } };
  }
  const refuse = (message: string): Given => ({ ok: false, text: typed, errors: { file: message } });
  if (file.size > LIMIT)
    return refuse(`The file is larger than ${LIMIT_MB} MB. Leave out what it does not need.`);
  const text = readText(Buffer.from(await file.arrayBuffer()));
  if (text === undefined)
    return refuse('The file is no text in UTF-8. Save it as a YAML file, and choose it again.');
  return { ok: true, text };
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
