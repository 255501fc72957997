// STEPWELL_DATABASE=sqlite|postgres bun x drizzle-kit generate --config migrations/drizzle.config.ts --name <what>
const postgres = process.env.STEPWELL_DATABASE === 'postgres';
export default {
  schema: 'src/db/schema.ts',
  dialect: postgres ? 'postgresql' : 'sqlite',
  out: postgres ? 'migrations/postgres' : 'migrations/sqlite',
  casing: 'snake_case',
};
