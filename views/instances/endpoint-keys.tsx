import { links } from '../../src/lib/links.ts';
import type { Instant } from '../../src/lib/time.ts';
import { Button, CopyButton } from '../kit/button.tsx';
import { Csrf } from '../kit/csrf.tsx';
import { Dialog } from '../kit/dialog.tsx';
import { Field } from '../kit/field.tsx';
import type { Frame } from '../kit/frame.ts';
import { Time } from '../kit/time.tsx';

type KeyShown = { id: string; secret: string; createdAt: Instant };
type EndpointKeysProps = {
  frame: Frame;
  id: string;
  flow: string;
  flowKey: string;
  isRequired: boolean;
  keys: KeyShown[];
  error: string | undefined;
  /** What was typed, where it was refused. */
  value: string | undefined;
};

/** The keys of one flow. To change a key: add one, give it to the caller, revoke the former. */
export function EndpointKeysDialog(props: EndpointKeysProps) {
  const { frame, id, flow, flowKey, isRequired, keys, error, value } = props;
  return (
    <Dialog id="endpoint-keys" title={`Keys of ${flow}`} close={links.instance(id)}>
      <p class="muted">
        Callers send one of them as <code>Api-Key</code>. All that stand here are valid: add the new one,
        change the caller, then revoke the old one.
      </p>
      {keys.length === 0 ? (
        <p>
          {isRequired
            ? 'It has no key: no call is taken.'
            : 'It has no key: whoever knows the URL may call. With the first one only those may who send it.'}
        </p>
      ) : (
        <ul class="stack">
          {keys.map((key) => (
            <KeyRow
              frame={frame}
              instance={id}
              flowKey={flowKey}
              shown={key}
              then={keys.length > 1 || isRequired ? '' : '; without it whoever knows the URL may call'}
            />
          ))}
        </ul>
      )}
      <form class="stack" method="post" action={links.endpointKeys(id)}>
        <Csrf token={frame.csrf} />
        <input type="hidden" name="flow" value={flowKey} />
        <Field
          name="key"
          label="New key"
          optional
          mono
          autocomplete="off"
          spellcheck={false}
          value={value}
          help="What the caller sends already. Left empty, a random one is made."
          error={error}
        />
        <div class="row">
          <Button kind="primary" icon="plus">
            Add key
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

type KeyRowProps = { frame: Frame; instance: string; flowKey: string; shown: KeyShown; then: string };

function KeyRow({ frame, instance, flowKey, shown, then }: KeyRowProps) {
  return (
    <li class="row">
      <code class="mono">••••{shown.secret.slice(-4)}</code>
      <span class="grow small muted">
        made <Time at={shown.createdAt} />
        {then}
      </span>
      <CopyButton text={shown.secret} label={`Copy the key that ends in ${shown.secret.slice(-4)}`} />
      <form method="post" action={links.endpointKeyRevocation(instance)}>
        <Csrf token={frame.csrf} />
        <input type="hidden" name="flow" value={flowKey} />
        <input type="hidden" name="key" value={shown.id} />
        <Button kind="danger">
          Revoke<span class="sr-only"> the key that ends in {shown.secret.slice(-4)}</span>
        </Button>
      </form>
    </li>
  );
}
