import { Button } from '../kit/button.tsx';
import { Section } from '../kit/card.tsx';
import { Csrf } from '../kit/csrf.tsx';
import { Field } from '../kit/field.tsx';
import type { Frame } from '../kit/frame.ts';
import { PasswordHelp } from './set-up.tsx';

type FormProps = { frame: Frame; action: string; errors: Record<string, string> };

/** The name of whoever is signed in. */
export function NameForm({ frame, action, errors, name }: FormProps & { name: string }) {
  return (
    <Section id="you" title="You">
      <form class="stack" method="post" action={action}>
        <Csrf token={frame.csrf} />
        <Field name="name" label="Name" autocomplete="name" value={name} error={errors.name} required />
        <div class="row">
          <Button>Save name</Button>
        </div>
      </form>
    </Section>
  );
}

/** Another password, with the one that they have. */
export function PasswordForm({ frame, action, errors, email }: FormProps & { email: string }) {
  return (
    <Section id="password" title="Password">
      <form class="stack" method="post" action={action}>
        <Csrf token={frame.csrf} />
        <input type="hidden" name="email" value={email} autocomplete="username" />
        <Field
          kind="password"
          name="old"
          label="Current password"
          autocomplete="current-password"
          error={errors.old}
          required
        />
        <Field
          kind="password"
          name="next"
          label="New password"
          help={<PasswordHelp />}
          autocomplete="new-password"
          minlength={12}
          error={errors.next}
          required
        />
        <div class="row">
          <Button>Change password</Button>
          <span class="small muted grow">Signs you out in other browsers.</span>
        </div>
      </form>
    </Section>
  );
}
