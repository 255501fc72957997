import { links } from '../../src/lib/links.ts';
import type { Instant } from '../../src/lib/time.ts';
import { Banner } from '../kit/banner.tsx';
import { Button } from '../kit/button.tsx';
import { Csrf } from '../kit/csrf.tsx';
import { Dialog } from '../kit/dialog.tsx';
import { EmptyState } from '../kit/empty-state.tsx';
import { FormErrors } from '../kit/error-summary.tsx';
import { Field } from '../kit/field.tsx';
import type { Frame } from '../kit/frame.ts';
import { Table } from '../kit/table.tsx';
import { Time } from '../kit/time.tsx';
import { Settings } from './settings.tsx';

type KeyRow = {
  id: string;
  name: string;
  kid: string | null;
  fingerprint: string;
  createdBy: string;
  createdAt: Instant;
};

type EmbeddingProps = {
  frame: Frame;
  keys: KeyRow[];
  /** As they are, or as they were typed where that was refused. */
  values: Record<string, string>;
  makesPeople: boolean;
  errors: Record<string, string>;
  /** The key that is about to be removed. */
  dialog: Pick<KeyRow, 'id' | 'name'> | undefined;
  done: 'saved' | 'added' | 'removed' | undefined;
  url: string;
};

const DONE = {
  saved: 'It is saved, and holds from now on.',
  added: 'The key is added. Tokens that are signed with it open the marketplace.',
  removed: 'The key is removed. Who came by its tokens is out.',
};

const COLUMNS = [
  { label: 'Name' },
  { label: 'Fingerprint' },
  { label: 'Added', wide: true },
  { label: 'Actions', hidden: true },
];

/** On whose pages the marketplace may stand, and who says there who looks. */
export function EmbeddingPage(props: EmbeddingProps) {
  const { frame, errors, dialog, done, url } = props;
  return (
    <Settings frame={frame} tab="embedding" dialog={dialog && <RemovalDialog frame={frame} item={dialog} />}>
      <p class="muted">
        Your product can show the marketplace in its own pages. Those who make the pages set{' '}
        <code>{url}</code> as its address. <a href={links.helpPage('embedding')}>How to embed</a>
      </p>
      {done === undefined ? null : (
        <Banner tone="ok" data-said-by="done">
          {DONE[done]}
        </Banner>
      )}
      <FormErrors errors={errors} />
      <SettingsForm {...props} />
      <KeyForm {...props} />
      <Keys {...props} />
    </Settings>
  );
}

function SettingsForm({ frame, values, makesPeople, errors }: EmbeddingProps) {
  return (
    <form class="card stack" method="post" action={links.embedding()} aria-labelledby="pages">
      <Csrf token={frame.csrf} />
      <h2 id="pages">Pages and tokens</h2>
      <Field
        kind="textarea"
        name="origins"
        label="Sites"
        help="Addresses of sites whose pages may show the marketplace, one a line and without a path. On no other page is it shown."
        placeholder="https://app.example.com"
        rows={3}
        value={values.origins}
        error={errors.origins}
        spellcheck={false}
        mono
      />
      <Field
        name="organizationId"
        label="Organization"
        help="What tokens say as organization. Without it anything is taken."
        value={values.organizationId}
        error={errors.organizationId}
        optional
      />
      <Field
        name="issuer"
        label="Issuer"
        help="What tokens say as iss. Without it anything is taken."
        value={values.issuer}
        error={errors.issuer}
        optional
      />
      <Field
        name="audience"
        label="Audience"
        help="What tokens say as aud. Without it anything is taken."
        value={values.audience}
        error={errors.audience}
        optional
      />
      <Field
        kind="checkbox"
        name="makesPeople"
        label="Make customers and people as they come"
        help="A token that names somebody who is not known here makes them. Otherwise it is refused."
        checked={makesPeople}
      />
      <div class="row">
        <Button kind="primary">Save</Button>
      </div>
    </form>
  );
}

function KeyForm({ frame, values, errors }: EmbeddingProps) {
  return (
    <form class="card stack" method="post" action={links.embeddingKeys()} aria-labelledby="add">
      <Csrf token={frame.csrf} />
      <h2 id="add">New key</h2>
      <Field
        name="name"
        label="Whose is it?"
        placeholder="Our product"
        value={values.name}
        error={errors.name}
        required
      />
      <Field
        kind="textarea"
        name="key"
        label="Public key"
        help="An RSA key of 2,048 bits or more, as PEM or JSON Web Key. The private one stays where tokens are made."
        placeholder="-----BEGIN PUBLIC KEY-----"
        rows={6}
        value={values.key}
        error={errors.key}
        spellcheck={false}
        mono
        required
      />
      <div class="row">
        <Button>Add key</Button>
      </div>
    </form>
  );
}

function Keys({ keys }: EmbeddingProps) {
  if (keys.length === 0) {
    return (
      <EmptyState title="No keys yet">
        <p>Tokens that say who looks are signed by your product. Add the public key of what it signs with.</p>
      </EmptyState>
    );
  }
  return (
    <Table label="Keys" columns={COLUMNS}>
      {keys.map(({ id, name, kid, fingerprint, createdBy, createdAt }) => (
        <tr>
          <th scope="row">
            {name}
            {kid === null ? null : <div class="small muted mono">{kid}</div>}
          </th>
          <td>
            <Fingerprint text={fingerprint} />
          </td>
          <td class="wide muted">
            <p>
              <Time at={createdAt} /> · {createdBy}
            </p>
          </td>
          <td class="num">
            <Button kind="quiet" href={links.embeddingKeyRemoval(id)} aria-label={`Remove ${name}`}>
              Remove
            </Button>
          </td>
        </tr>
      ))}
    </Table>
  );
}

/** It has no place of its own where a line could end. */
function Fingerprint({ text }: { text: string }) {
  const parts = text.match(/.{1,10}/g) ?? [];
  return (
    <code>
      {parts.map((part) => (
        <>
          {part}
          <wbr />
        </>
      ))}
    </code>
  );
}

function RemovalDialog({ frame, item: { id, name } }: { frame: Frame; item: { id: string; name: string } }) {
  return (
    <Dialog id="removal" title="Remove key" close={links.embedding()}>
      <p>
        Tokens that are signed with <strong>{name}</strong> are refused from then on, and who came by one is
        out at once. Where your product signs with another key already, nobody notices.
      </p>
      <form class="row" method="post" action={links.embeddingKeyRemoval(id)}>
        <Csrf token={frame.csrf} />
        <Button kind="danger">Remove key</Button>
        <Button href={links.embedding()} autofocus>
          Keep it
        </Button>
      </form>
    </Dialog>
  );
}
