/** What the fields of a form held when it was printed, so that only what was changed in it counts. */
export function Was({ values }: { values: Record<string, string> }) {
  return (
    <>
      {Object.entries(values).map(([name, value]) => (
        <input type="hidden" name={`was.${name}`} value={value} />
      ))}
    </>
  );
}
