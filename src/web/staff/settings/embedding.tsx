import * as v from 'valibot';
import { EmbeddingPage } from '../../../../views/settings/embedding.tsx';
import { links } from '../../../lib/links.ts';
import { type EmbeddingSettings, getEmbedding, updateEmbedding } from '../../../models/embedding.ts';
import {
  addEmbeddingKey,
  type EmbeddingKey,
  getEmbeddingKey,
  listEmbeddingKeys,
  removeEmbeddingKey,
} from '../../../models/embedding-keys.ts';
import { change } from '../../kit/change.ts';
import { type Form, type FormErrors, refusedFields } from '../../kit/form.ts';
import { goTo, handler, type SignedIn, show } from '../../kit/page.ts';

type Extras = {
  typed?: Form;
  errors?: FormErrors;
  dialog?: EmbeddingKey;
  done?: 'saved' | 'added' | 'removed' | undefined;
};

async function embeddingView({ deps, frame }: SignedIn, { typed, errors = {}, dialog, done }: Extras) {
  const settings = await getEmbedding(deps.store.read);
  const keys = await listEmbeddingKeys(deps.store.read);
  const values = { ...textsOf(settings), ...typed?.values };
  const makesPeople =
    typed?.values.origins === undefined ? settings.makesPeople : typed.text('makesPeople') === 'on';
  const facts = { frame, keys, values, makesPeople, errors, dialog, done };
  return <EmbeddingPage {...facts} url={deps.publicUrl()} />;
}

function textsOf({ origins, organizationId, issuer, audience }: EmbeddingSettings): Record<string, string> {
  return {
    origins: origins.join('\n'),
    organizationId: organizationId ?? '',
    issuer: issuer ?? '',
    audience: audience ?? '',
  };
}

export const showEmbedding = handler(
  { query: { done: v.optional(v.picklist(['saved', 'added', 'removed'])) } },
  async (visit) => show(await embeddingView(visit, { done: visit.query.done })),
);

export const submitEmbedding = handler(async (visit) => {
  const { deps, user, form } = visit;
  const changes = {
    origins: form.text('origins').split(/\s+/).filter(Boolean),
    organizationId: form.text('organizationId'),
    issuer: form.text('issuer'),
    audience: form.text('audience'),
    makesPeople: form.text('makesPeople') === 'on',
  };
  try {
    await change(deps, user, (tx) => updateEmbedding(tx, changes));
  } catch (error) {
    const errors = refusedFields(error, 'origins');
    return show(await embeddingView(visit, { typed: form, errors }), 422);
  }
  return goTo(links.embedding({ done: 'saved' }));
});

export const submitEmbeddingKey = handler(async (visit) => {
  const { deps, user, form } = visit;
  try {
    const fields = { name: form.text('name'), key: form.text('key') };
    await change(deps, user, (tx) => addEmbeddingKey(tx, fields));
  } catch (error) {
    const errors = refusedFields(error, 'key');
    return show(await embeddingView(visit, { typed: form, errors }), 422);
  }
  return goTo(links.embedding({ done: 'added' }));
});

export const showEmbeddingKeyRemoval = handler<'id'>(async (visit) => {
  const dialog = await getEmbeddingKey(visit.deps.store.read, visit.param('id'));
  return show(await embeddingView(visit, { dialog }));
});

export const submitEmbeddingKeyRemoval = handler<'id'>(async ({ deps, user, param }) => {
  await change(deps, user, (tx) => removeEmbeddingKey(tx, param('id')));
  return goTo(links.embedding({ done: 'removed' }));
});
