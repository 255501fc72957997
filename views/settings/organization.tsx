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
  look: LookValues;
  /** Address of the present logo. */
  logo: string | undefined;
  errors: Record<string, string>;
  isSaved: boolean;
};

/** As the form has them; empty for ours. */
export type LookValues = { radius: string; theme: string; font: string; catalogue: boolean; mails: boolean };

/** Whose installation it is, and how the pages of its customers look. */
export function OrganizationPage({ frame, name, accent, look, logo, errors, isSaved }: OrganizationProps) {
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
            <Field
              kind="checkbox"
              name="catalogue"
              value="on"
              checked={look.catalogue}
              label="Everybody may see what is on the marketplace"
              help="A public page without sign-in, with what is listed for all customers. To activate, they sign in."
            />
            <Field
              kind="checkbox"
              name="mails"
              value="on"
              checked={look.mails}
              label="Mail customers’ admins when something stops"
              help="A connection that has to be connected again, or an integration that keeps failing. Staff are told in any case, where a server for mail is set."
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
          <LookFields look={look} />
        </div>
        <div class="row">
          <Button kind="primary">Save</Button>
        </div>
      </form>
    </Settings>
  );
}

const RADII = [
  { value: '', label: 'As usual' },
  { value: '0', label: 'Square' },
  { value: '4', label: 'Slightly round' },
  { value: '8', label: 'Round' },
  { value: '14', label: 'Very round' },
];
const THEMES = [
  { value: '', label: 'As their system' },
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
];
const FONTS = [
  { value: '', label: 'Plain' },
  { value: 'serif', label: 'With serifs' },
  { value: 'rounded', label: 'Rounded' },
];

function LookFields({ look }: { look: LookValues }) {
  return (
    <section class="stack" aria-labelledby="look">
      <h2 id="look">Look</h2>
      <Field kind="select" name="radius" label="Corners" options={RADII} value={look.radius} />
      <Field
        kind="select"
        name="theme"
        label="Light or dark"
        options={THEMES}
        value={look.theme}
        help="For whoever has not chosen."
      />
      <Field kind="select" name="font" label="Face" options={FONTS} value={look.font} />
    </section>
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
