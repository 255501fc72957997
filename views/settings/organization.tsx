import { links } from '../../src/lib/links.ts';
import { Banner } from '../kit/banner.tsx';
import { Button } from '../kit/button.tsx';
import { Csrf } from '../kit/csrf.tsx';
import { FormErrors } from '../kit/error-summary.tsx';
import { Field } from '../kit/field.tsx';
import type { Frame } from '../kit/frame.ts';
import { Settings } from './settings.tsx';

type OrganizationProps = {
  frame: Frame;
  name: string;
  accent: string;
  /** Address of the present logo. */
  logo: string | undefined;
  errors: Record<string, string>;
  isSaved: boolean;
};

/** Whose installation it is, and how the pages of its customers look. */
export function OrganizationPage({ frame, name, accent, logo, errors, isSaved }: OrganizationProps) {
  return (
    <Settings frame={frame} tab="organization">
      {isSaved ? (
        <Banner tone="ok" data-said-by="done">
          Saved. Customers see it from now on.
        </Banner>
      ) : null}
      <FormErrors errors={errors} />
      <form class="stack" method="post" action={links.settings()} enctype="multipart/form-data">
        <Csrf token={frame.csrf} />
        <div class="columns">
          <section class="stack" aria-labelledby="who">
            <h2 id="who">Organization</h2>
            <Field
              name="name"
              label="Name"
              help="Staff and customers read it on every page."
              value={name}
              error={errors.name}
              required
            />
          </section>
          <section class="stack" aria-labelledby="theme">
            <h2 id="theme">Theme for customers</h2>
            <Field
              name="accent"
              label="Accent colour"
              optional
              placeholder="#0f766e"
              help="Six hexadecimal digits. Light and dark pages each take a shade of it that can be read."
              value={accent}
              error={errors.accent}
              mono
            />
            <LogoField logo={logo} error={errors.logo} />
          </section>
        </div>
        <div class="row">
          <Button kind="primary">Save</Button>
        </div>
      </form>
    </Settings>
  );
}

function LogoField({ logo, error }: { logo: string | undefined; error: string | undefined }) {
  return (
    <>
      {logo === undefined ? null : <img src={logo} alt="The present logo" height="32" />}
      <Field
        kind="file"
        name="logo"
        label={logo === undefined ? 'Logo' : 'Another logo'}
        optional
        accept="image/png,image/jpeg,image/webp"
        help="PNG, JPEG or WebP, at most 256 KB. Wide ones do best: it is shown 132 × 32."
        error={error}
      />
      {logo === undefined ? null : (
        <Field kind="checkbox" name="removeLogo" value="on" label="Remove the logo" />
      )}
    </>
  );
}
