import { columns, type Edge } from './edge.fixture.ts';

export const SCHEMA = {
  type: 'object',
  required: ['code'],
  properties: {
    code: { type: 'string' },
    name: { type: 'string' },
    size: { type: 'integer' },
    status: { type: 'string', enum: ['open', 'closed'] },
  },
};

const TYPES = { code: 'text', name: 'text', size: 'integer', status: 'enum' } as const;
const FIELDS = Object.fromEntries(Object.keys(TYPES).map((column) => [column, { column }]));

let number = 0;

/** Tables `items` on both sides and a connection to each; gives a registry body over them. */
export async function demoRegistryBody(edge: Edge) {
  edge.systems.left.addTable('items', columns(TYPES), ['code']);
  edge.systems.right.addTable('items', columns(TYPES), ['code']);
  number += 1;
  const connect = async (system: string, token: string) => {
    const credential = { kind: 'token', token };
    const body = { name: `${token} ${number}`, system, credential };
    return (await edge.call('POST', '/api/v1/connections', body)).body.id as string;
  };
  const [left, right] = [await connect('notion', 'left'), await connect('postgres', 'right')];
  const table = { name: 'items' };
  return {
    name: `registry ${number}`,
    schema: SCHEMA,
    key: ['code'],
    bindings: [
      { name: 'left', connectionId: left, table, fields: FIELDS },
      { name: 'right', connectionId: right, table, fields: FIELDS },
    ],
  };
}

/** The id of a new registry over both sides. */
export async function createDemoRegistry(edge: Edge): Promise<string> {
  const answer = await edge.call('POST', '/api/v1/registries', await demoRegistryBody(edge));
  if (answer.status !== 201) throw new Error(JSON.stringify(answer.body));
  return answer.body.id;
}
