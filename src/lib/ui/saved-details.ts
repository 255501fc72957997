type SavedDetails = { name: string; description: string; category: string; labels: string[] };

/** What the fields of the details hold of an integration. */
export function savedDetails({ name, description, category, labels }: SavedDetails) {
  return { name, description, category, labels: labels.join(', ') };
}
