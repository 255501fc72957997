import * as v from 'valibot';
import { NewSharedConnectionPage } from '../../../../views/shared-connections/new.tsx';
import { links } from '../../../lib/links.ts';
import { SHARED_SCOPES } from '../../../lib/shared-scopes.ts';
import { typed } from '../../../models/fields.ts';
import { addSharedConnection } from '../../../models/shared-connection-changes.ts';
import { change } from '../../kit/change.ts';
import { checkForm, EMPTY_FORM, type Form, type FormErrors, refusedFields } from '../../kit/form.ts';
import { goTo, handler, type SignedIn, show } from '../../kit/page.ts';
import { kindName } from '../connections/kind-name.ts';
import {
  atInputs,
  chosenKind,
  connectionInputs,
  connectionItems,
  kindOptions,
} from '../connections/new-fields.ts';

const fields = {
  name: typed.name('Type a name for the shared connection.'),
  scope: v.picklist(SHARED_SCOPES, 'Choose who fills it in.'),
  stableKey: v.pipe(
    typed.text(200),
    v.trim(),
    v.transform((text) => (text === '' ? undefined : text)),
  ),
};

function view({ deps, frame }: SignedIn, chosen: string, form: Form = EMPTY_FORM, errors: FormErrors = {}) {
  const { catalog } = deps;
  const kind = chosenKind(catalog, chosen);
  const typedForm = form === EMPTY_FORM ? undefined : form;
  const facts = {
    ...{ frame, errors, chosen: kind ? chosen : '' },
    kinds: [{ value: '', label: 'Choose …' }, ...kindOptions(catalog)],
    kindName: kind ? kindName(catalog, kind) : '',
    values: { name: form.text('name'), scope: form.text('scope'), stableKey: form.text('stableKey') },
    items: kind ? connectionItems(catalog, { kind, areOptional: true }, { form: typedForm, errors }) : [],
  };
  return <NewSharedConnectionPage {...facts} />;
}

/** @param query `key`: the stable key that a definition names already */
export const showNew = handler(
  { query: { kind: v.optional(v.string(), ''), key: v.optional(v.string(), '') } },
  async (visit) => show(view(visit, visit.query.kind)),
);

export const submitNew = handler(async ({ form, ...visit }) => {
  const { deps, user } = visit;
  const chosen = form.text('kind');
  const kind = chosenKind(deps.catalog, chosen);
  if (!kind) return show(view(visit, '', EMPTY_FORM, { kind: 'Choose what it is a connection to.' }), 422);
  const asked = { kind, areOptional: true };
  const checked = checkForm(fields, form);
  const { inputs, errors } = connectionInputs(deps.catalog, asked, form);
  const wrong = { ...(checked.ok ? {} : checked.errors), ...errors };
  if (!checked.ok || Object.keys(wrong).length > 0) return show(view(visit, chosen, form, wrong), 422);
  try {
    const given = { ...checked.output, component: kind.component, connection: kind.key, inputs };
    const id = await change(deps, user, (tx) => addSharedConnection(tx, deps, given));
    return goTo(links.sharedConnection(id));
  } catch (error) {
    return show(
      view(visit, chosen, form, atInputs(deps.catalog, asked, refusedFields(error, 'stableKey'))),
      422,
    );
  }
});
