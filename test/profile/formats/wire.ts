// Reads Protocol Buffers' wire format without knowing the messages: what `protoc --decode_raw` prints.
// Written from https://protobuf.dev/programming-guides/encoding alone, to be another opinion than the writer's.

/** A message: for each field number its values in order, numbers as bigint and the rest as bytes. */
export type Raw = Map<number, (bigint | Uint8Array)[]>;

export function decode(bytes: Uint8Array): Raw {
  const fields: Raw = new Map();
  let at = 0;
  const next = () => {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      if (at >= bytes.length || shift > 63n) throw new Error(`a number does not end at byte ${at}`);
      const byte = BigInt(bytes[at++]);
      value += (byte % 128n) * 2n ** shift;
      if (byte < 128n) return value;
    }
  };
  while (at < bytes.length) {
    const key = next();
    const values = fields.get(Number(key / 8n)) ?? [];
    fields.set(Number(key / 8n), values);
    if (key % 8n === 0n) values.push(next());
    else if (key % 8n === 2n) {
      const length = Number(next());
      if (at + length > bytes.length) throw new Error(`a field of ${length} bytes ends behind the message`);
      values.push(bytes.slice(at, at + length));
      at += length;
    } else throw new Error(`wire type ${key % 8n} at byte ${at}`);
  }
  return fields;
}

/** A packed field's numbers. */
export function packed(bytes: Uint8Array): bigint[] {
  const values: bigint[] = [];
  let value = 0n;
  let shift = 0n;
  for (const byte of bytes) {
    value |= BigInt(byte & 127) << shift;
    shift += 7n;
    if (byte < 128) {
      values.push(value);
      value = 0n;
      shift = 0n;
    }
  }
  return values;
}

/** The one number of a field, 0 if there is none. */
export const number = (raw: Raw, field: number): bigint => (raw.get(field)?.[0] ?? 0n) as bigint;

/** The messages of a field. */
export const messages = (raw: Raw, field: number): Raw[] =>
  ((raw.get(field) ?? []) as Uint8Array[]).map(decode);

/** The numbers of a field that is packed. */
export const numbers = (raw: Raw, field: number): bigint[] =>
  ((raw.get(field) ?? []) as Uint8Array[]).flatMap(packed);
