import { and, asc, eq, isNotNull, type SQL } from 'drizzle-orm';
import { users } from '../db/schema.ts';
import type { Database } from '../db/store.ts';
import { links } from '../lib/links.ts';
import type { Mail } from '../lib/mail.ts';
import { FAILURES_TO_TELL, type Notice } from './notices.ts';
import { getOrganization } from './organization.ts';
import { RIGHTS } from './rights.ts';
import { staffWhoMay } from './users.ts';

/** So many of the organization, and of the customer, are written to. */
const MOST_TOLD = 50;

/**
 * The mails of one notice: to those of the organization who look after instances, and to the customer's own admins in
 * words for them, unless the organization does not want that. Of their own account one person alone is told.
 * @param url of this installation, without a slash at its end
 */
export async function mailsOf(db: Database, notice: Notice, url: string): Promise<Mail[]> {
  const { name: organization, mailsCustomers } = await getOrganization(db);
  const { owner } = notice;
  if (owner) {
    const people = mailsCustomers ? await withPassword(db, eq(users.id, owner.userId)) : [];
    return people.map((email) => ({ to: email, ...toOwner(notice, owner, organization, url) }));
  }
  const staff = await staffWhoMay(db, RIGHTS['instances:write'], MOST_TOLD);
  const admins = mailsCustomers ? await adminsOf(db, notice.customerId) : [];
  return [
    ...staff.map(({ email }) => ({ to: email, ...toStaff(notice, url) })),
    ...admins.map((email) => ({ to: email, ...toCustomer(notice, organization, url) })),
  ];
}

async function adminsOf(db: Database, customerId: string | null): Promise<string[]> {
  if (customerId === null) return [];
  return await withPassword(db, and(eq(users.customerId, customerId), eq(users.role, 'customer_admin')));
}

/** The addresses of those who can sign in. */
async function withPassword(db: Database, isWanted: SQL | undefined): Promise<string[]> {
  const { email, passwordHash } = users;
  const rows = await db
    .select({ email })
    .from(users)
    .where(and(isWanted, isNotNull(passwordHash)))
    .orderBy(asc(email))
    .limit(MOST_TOLD);
  return rows.map((row) => row.email);
}

function toStaff({ kind, subjectId, name, customerName, problem }: Notice, url: string): Omit<Mail, 'to'> {
  const whose = customerName === null ? '' : ` of ${customerName}`;
  if (kind === 'connection')
    return {
      subject: `The connection ${name}${whose} has stopped working`,
      text: letter(
        `The connection ${name}${whose} has stopped working: what uses it fails until somebody connects it again.`,
        problem === null ? undefined : `The other system says: ${problem}`,
        url + links.connection(subjectId),
      ),
    };
  return {
    subject: `${name}${whose} keeps failing`,
    text: letter(
      `The last ${FAILURES_TO_TELL} or more executions of ${name}${whose} have failed, one after another.`,
      url + links.instance(subjectId),
    ),
  };
}

function toCustomer({ kind, subjectId, name }: Notice, organization: string, url: string): Omit<Mail, 'to'> {
  if (kind === 'connection')
    return {
      subject: `${name} has to be connected again`,
      text: letter(
        `The connection ${name} has stopped working, and what needs it waits for you. Connect it again here:`,
        url + links.marketplaceConnections(),
        organization,
      ),
    };
  return {
    subject: `${name} needs a look`,
    text: letter(
      `${name} has not worked the last ${FAILURES_TO_TELL} times. See what has happened here:`,
      url + links.marketplaceOwn(subjectId),
      organization,
    ),
  };
}

function toOwner(
  { name }: Notice,
  { instance }: NonNullable<Notice['owner']>,
  organization: string,
  url: string,
): Omit<Mail, 'to'> {
  return {
    subject: `Your account ${name} has to be connected again`,
    text: letter(
      `Your account ${name} has stopped working, and ${instance?.name ?? 'what needs it'} does nothing for you until you connect it again:`,
      url + (instance ? links.marketplaceOwnAnswers(instance.id) : links.marketplaceOwnConnections()),
      organization,
    ),
  };
}

const letter = (...paragraphs: (string | undefined)[]) =>
  paragraphs.filter((each) => each !== undefined).join('\n\n');
