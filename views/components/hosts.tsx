import { links } from '../../src/lib/links.ts';
import { Button } from '../kit/button.tsx';
import { Choice } from '../kit/choice.tsx';
import { Csrf } from '../kit/csrf.tsx';
import { Field } from '../kit/field.tsx';
import { FieldGroup } from '../kit/field-frame.tsx';
import type { Frame } from '../kit/frame.ts';

export type HostsShown = {
  /** Whether it is restricted to some. */
  isRestricted: boolean;
  /** One a line, as they are or as they were typed. */
  text: string;
  error: string | undefined;
};

type HostsProps = { frame: Frame; component: string; hosts: HostsShown };

/** What the component may call, for those who may change it as a form. */
export function ComponentHosts({ frame, component, hosts }: HostsProps) {
  const { isRestricted, text } = hosts;
  return (
    <section class="stack" aria-labelledby="may-call">
      <h2 id="may-call">May call</h2>
      {frame.viewer?.may('settings:write') ? (
        <HostsForm frame={frame} component={component} hosts={hosts} />
      ) : isRestricted ? (
        <p>
          The hosts that its connections name{text === '' ? null : <>, and {text.split('\n').join(', ')}</>}.
        </p>
      ) : (
        <p class="muted">All hosts that Stepwell may call.</p>
      )}
    </section>
  );
}

function HostsForm({ frame, component, hosts: { isRestricted, text, error } }: HostsProps) {
  return (
    <form class="card stack" method="post" action={links.componentHosts(component)}>
      <Csrf token={frame.csrf} />
      <FieldGroup id="field-reach" legend="It may call">
        <Choice name="reach" value="all" checked={!isRestricted} help="All that Stepwell may call.">
          All hosts
        </Choice>
        <Choice
          name="reach"
          value="hosts"
          checked={isRestricted}
          help="Those below, and those that its connections name."
        >
          These hosts
        </Choice>
      </FieldGroup>
      <Field
        kind="textarea"
        name="hosts"
        label="Which hosts"
        help={
          <>
            One a line: a name, all names below one as <code>*.acme.example</code>, an address or a range of
            addresses. With <code>:443</code> after it, that port alone.
          </>
        }
        placeholder="api.acme.example"
        rows={3}
        value={text}
        error={error}
        spellcheck={false}
        mono
        optional
      />
      <div class="row">
        <Button>Save hosts</Button>
      </div>
    </form>
  );
}
