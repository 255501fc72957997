/** Names as they come from all over the world. No such companies are meant. */
import type { Random } from './random.ts';

const FIRST = [
  'Nordwind',
  'Brückner',
  'Süßwaren',
  'Żuraw',
  'Ångström',
  'Crème',
  'Señorío',
  'Håndværk',
  'Çınar',
  'Œuvre',
  'Ελληνικά',
  'Северный',
  'Київська',
  '東京',
  '北京',
  '한빛',
  'शक्ति',
  'สยาม',
  'النور',
  'אור',
  'Harbour',
  'Cedar',
  'Copper',
  'Maple',
  'Granite',
  'Juniper',
  'Meadow',
  'Orchard',
  'Quarry',
  'Willow',
];
const SECOND = [
  'Handel',
  'Logistik',
  'Foods',
  'Möbel',
  'Textiles',
  'Εμπορική',
  'Снабжение',
  '商事',
  '상사',
  'Pharma',
  'Énergie',
  'Tools',
  'Werkzeugbau',
  'Papelería',
  'Optik',
  'Sanitärtechnik',
  'Media',
  'Health',
  'Gıda',
  'Transporte',
];
const LAST = [
  'GmbH',
  'AG',
  'Ltd',
  'S.A.',
  'Sp. z o.o.',
  '株式会社',
  'A/S',
  'Oy',
  'Kft.',
  'Inc.',
  'ООО',
  'شركة',
];

const SYSTEMS = [
  'Shop',
  'Ledger',
  'Warehouse',
  'Mailings',
  'Help desk',
  'Payroll',
  'Calendar',
  'Parcel',
  'CRM',
  'Billing',
];
const THINGS = [
  'orders',
  'invoices',
  'Bestellungen',
  'Rechnungen',
  'tickets',
  'contacts',
  'stock',
  'returns',
  'factures',
  'заказы',
];
export const CATEGORIES = ['Commerce', 'Finance', 'Logistics', 'Marketing', 'Support', 'Personalwesen', ''];
const LABELS = ['beta', 'eu-only', 'legacy', 'priority', 'Großkunde', 'trial'];

/** Exactly 40 characters without a space to break at, and 40 with. */
const LONG_NAMES = ['Donaudampfschifffahrtsgesellschaftsämter', 'Regionale Wasser- und Wärmeversorgung AG'];

export function customerName(random: Random, index: number): string {
  const long = LONG_NAMES[index];
  return long ?? `${random.pick(FIRST)} ${random.pick(SECOND)} ${random.pick(LAST)}`;
}

export function integrationName(random: Random, index: number): string {
  if (index === 0) return 'Auftragsdatenaustauschverarbeitungsdienst'.slice(0, 40);
  return `${random.pick(SYSTEMS)} ${random.pick(THINGS)} to ${random.pick(SYSTEMS)} ${index}`;
}

export function labelsOf(random: Random): string[] {
  return LABELS.filter(() => random.chance(0.15));
}

export const LOG_LINES = [
  'Read 25 orders from page 1 of 4',
  'Die Bestellung enthält 3 Positionen und wird übertragen',
  'The answer of the warehouse took longer than a second; it is asked again',
  'Заказ принят и передан на склад',
  '注文を受け付けました',
  `A line that goes on and on: ${'part of a long message, '.repeat(40)}end`,
  '<script>alert("log")</script> is only text',
];
