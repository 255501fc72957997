import { inArray } from 'drizzle-orm';
import { installation } from '../db/schema.ts';
import { type Database, prepared } from '../db/store.ts';
import { refuseFields } from '../lib/errors.ts';
import { type ImageType, imageType } from '../lib/image-header.ts';
import { type Picture, pictureHash } from '../lib/picture.ts';
import { namesOf, record } from './audit.ts';
import { organizationNameIssue } from './fields.ts';
import { dropFact, getFact, setFact } from './settings-store.ts';

/** Whose installation this is, and how its pages look to customers. */
export type Organization = {
  name: string;
  /** `#rrggbb` in lower case; null for our own. */
  accent: string | null;
  /** Hash of the logo's bytes, which names it in URLs. */
  logo: string | null;
  /** Of the corners of controls, in pixels; null for ours. */
  radius: Radius | null;
  /** How customers' pages look to whoever has not chosen. */
  theme: 'light' | 'dark' | null;
  font: OrganizationFont | null;
  /** Whether everybody may see what is listed on the marketplace. */
  isCatalogueOpen: boolean;
  /** Whether customers' admins are told by mail of what has stopped, as staff are. */
  mailsCustomers: boolean;
};

export const ORGANIZATION_FONTS = ['serif', 'rounded'] as const;
export type OrganizationFont = (typeof ORGANIZATION_FONTS)[number];
/** Corners that are offered. */
export const RADII = [0, 4, 8, 14] as const;
export type Radius = (typeof RADII)[number];

const NAME = 'organization_name';
const ACCENT = 'organization_accent';
const LOGO = 'organization_logo';
const LOGO_HASH = 'organization_logo_hash';
const RADIUS = 'organization_radius';
const THEME = 'organization_theme';
const FONT = 'organization_font';
const CATALOGUE = 'organization_catalogue';
const MAILS = 'organization_mails';
const MOST_KILOBYTES = 256;
const LOGO_TYPES: (ImageType | undefined)[] = ['image/png', 'image/jpeg', 'image/webp'];

const facts = prepared((db) =>
  db
    .select()
    .from(installation)
    .where(inArray(installation.name, [NAME, ACCENT, LOGO_HASH, RADIUS, THEME, FONT, CATALOGUE, MAILS]))
    .prepare(),
);

/** Before the set-up its name is `Stepwell`. */
export async function getOrganization(db: Database): Promise<Organization> {
  const rows = await facts(db).execute();
  const of = (name: string) => rows.find((row) => row.name === name)?.value ?? null;
  const [radius, theme, font] = [of(RADIUS), of(THEME), of(FONT)];
  return {
    ...{ name: of(NAME) ?? 'Stepwell', accent: of(ACCENT), logo: of(LOGO_HASH) },
    radius: RADII.find((each) => String(each) === radius) ?? null,
    theme: theme === 'light' || theme === 'dark' ? theme : null,
    font: ORGANIZATION_FONTS.find((each) => each === font) ?? null,
    isCatalogueOpen: of(CATALOGUE) === 'open',
    mailsCustomers: of(MAILS) !== 'none',
  };
}

export type OrganizationChanges = { [K in keyof Omit<Organization, 'logo'>]?: Organization[K] | undefined };

/**
 * @param changes what is left out stays; an accent of null is ours again
 * @throws AppError `invalid` with an issue for each of `name` and `accent` that is wrong
 */
export async function updateOrganization(
  tx: Database,
  { name, accent, ...look }: OrganizationChanges,
): Promise<Organization> {
  refuseFields({
    name: name === undefined ? undefined : organizationNameIssue(name),
    accent: typeof accent === 'string' ? accentIssue(accent) : undefined,
  });
  if (name !== undefined) await setFact(tx, NAME, name.trim());
  if (typeof accent === 'string') await setFact(tx, ACCENT, accent.toLowerCase());
  if (accent === null) await dropFact(tx, ACCENT);
  await setLook(tx, look);
  return await recorded(tx, namesOf({ name, accent, ...look }));
}

async function setLook(
  tx: Database,
  { radius, theme, font, isCatalogueOpen, mailsCustomers }: Omit<OrganizationChanges, 'name' | 'accent'>,
): Promise<void> {
  const put = async (fact: string, value: string | null | undefined) => {
    if (value === null) await dropFact(tx, fact);
    else if (value !== undefined) await setFact(tx, fact, value);
  };
  await put(RADIUS, typeof radius === 'number' ? String(radius) : radius);
  await put(THEME, theme);
  await put(FONT, font);
  await put(CATALOGUE, isCatalogueOpen === undefined ? undefined : isCatalogueOpen ? 'open' : null);
  await put(MAILS, mailsCustomers === undefined ? undefined : mailsCustomers ? null : 'none');
}

function accentIssue(accent: string): string | undefined {
  if (/^#[0-9a-f]{6}$/i.test(accent)) return undefined;
  return 'Give the colour as six hexadecimal digits, for example #0f766e.';
}

/** @throws AppError `invalid` for what is no PNG, JPEG or WebP, or larger than 256 KB */
export async function setLogo(tx: Database, bytes: Uint8Array): Promise<void> {
  const type = imageType(bytes);
  const kilobytes = Math.ceil(bytes.byteLength / 1024);
  if (kilobytes > MOST_KILOBYTES)
    refuseFields({ logo: `This file has ${kilobytes} KB. Choose one of at most ${MOST_KILOBYTES} KB.` });
  if (!LOGO_TYPES.includes(type))
    refuseFields({ logo: 'This file is no PNG, JPEG or WebP image. Choose one that is.' });
  await setFact(tx, LOGO, `${type};${Buffer.from(bytes).toString('base64')}`);
  await setFact(tx, LOGO_HASH, pictureHash(bytes));
  await recorded(tx, ['logo']);
}

/** From then on pages show the name alone. */
export async function removeLogo(tx: Database): Promise<void> {
  await dropFact(tx, LOGO);
  await dropFact(tx, LOGO_HASH);
  await recorded(tx, ['logo']);
}

async function recorded(tx: Database, changed: string[]): Promise<Organization> {
  const organization = await getOrganization(tx);
  await record(tx, 'organization.updated', { id: 'organization', name: organization.name }, { changed });
  return organization;
}

/** The logo as it was given, and the hash that names it; undefined where there is none. */
export async function getLogo(db: Database): Promise<Picture | undefined> {
  const [kept, hash] = [await getFact(db, LOGO), await getFact(db, LOGO_HASH)];
  const bytes = Buffer.from(kept?.split(';')[1] ?? '', 'base64');
  const type = imageType(bytes);
  return type && hash ? { type, bytes, hash } : undefined;
}
