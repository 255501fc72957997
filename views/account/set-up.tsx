import { Button } from '../kit/button.tsx';
import { Csrf } from '../kit/csrf.tsx';
import { FormErrors } from '../kit/error-summary.tsx';
import { Field } from '../kit/field.tsx';
import type { Frame } from '../kit/frame.ts';
import { SignInLayout } from '../kit/layout.tsx';

type Filled = { values: Record<string, string>; errors: Record<string, string> };
type SetUpProps = Filled & { frame: Frame; action: string };

export function PasswordHelp() {
  return <>At least 12 characters. Four words that have nothing to do with each other do well.</>;
}

/** The first page of all: whose installation it is, and who owns it. */
export function SetUpPage({ frame, action, values, errors }: SetUpProps) {
  return (
    <SignInLayout frame={frame} title="Set up Stepwell">
      <h1>Set up Stepwell</h1>
      <p class="muted">Two names and a password. Then you see a sample integration run.</p>
      <FormErrors errors={errors} />
      <form class="stack" method="post" action={action}>
        <Csrf token={frame.csrf} />
        <Field
          name="organization"
          label="Your organization"
          help="Staff and customers read this name."
          autocomplete="organization"
          value={values.organization}
          error={errors.organization}
          required
          autofocus={Object.keys(errors).length === 0}
        />
        <Field
          name="name"
          label="Your name"
          autocomplete="name"
          value={values.name}
          error={errors.name}
          required
        />
        <Field
          kind="email"
          name="email"
          label="E-mail"
          autocomplete="username"
          value={values.email}
          error={errors.email}
          required
        />
        <NewPassword error={errors.password} />
        <Button kind="primary">Set up</Button>
      </form>
    </SignInLayout>
  );
}

type InvitationProps = Filled & { frame: Frame; email: string; isReset: boolean };

/** Where the link of an invitation, or of a reset, leads. */
export function InvitationPage({ frame, email, isReset, values, errors }: InvitationProps) {
  const title = isReset ? 'Choose a new password' : `Welcome to ${frame.organization.name}`;
  return (
    <SignInLayout frame={frame} title={title}>
      <h1>{title}</h1>
      <p class="muted">
        For <strong>{email}</strong>. This link works once.
      </p>
      <FormErrors errors={errors} />
      <form class="stack" method="post" action={frame.path}>
        <Csrf token={frame.csrf} />
        <input type="hidden" name="email" value={email} autocomplete="username" />
        <Field
          name="name"
          label="Your name"
          autocomplete="name"
          value={values.name}
          error={errors.name}
          required
        />
        <NewPassword error={errors.password} />
        <Button kind="primary">{isReset ? 'Save and sign in' : 'Join'}</Button>
      </form>
    </SignInLayout>
  );
}

function NewPassword({ error }: { error: string | undefined }) {
  return (
    <Field
      kind="password"
      name="password"
      label="Password"
      help={<PasswordHelp />}
      autocomplete="new-password"
      minlength={12}
      error={error}
      required
    />
  );
}

/** A link that opens nothing any more. */
export function UsedLinkPage({ frame, text }: { frame: Frame; text: string }) {
  return (
    <SignInLayout frame={frame} title="This link is used up">
      <h1>This link is used up</h1>
      <p>{text}</p>
      <Button href={frame.at.signIn}>Sign in</Button>
    </SignInLayout>
  );
}
