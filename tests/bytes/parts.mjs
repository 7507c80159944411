// What a request's bytes are for.
//
// Owns a reader for just enough CBOR to find the batches. Must not be used to build anything.

/** `{envelope, batch_headers, frames, signatures}`, in bytes; they add up to the request. */
export function partsOf(request) {
  const [message] = read(request, 0);
  const batches = message[3].flatMap((profile) => profile[3] ?? []);
  const parts = { envelope: request.length, batch_headers: 0, frames: 0, signatures: 0 };
  for (const batch of batches) {
    const header = headerBytes(batch);
    parts.envelope -= batch.length;
    parts.batch_headers += header;
    parts.signatures += 64;
    parts.frames += batch.length - header - 64;
  }
  return parts;
}

/** Version, flags, running count, runs with nonce, sequences and count (see docs/PROTOCOL.md). */
function headerBytes(batch) {
  let at = 2 + (batch[1] & 4 ? 0 : 24);
  const varint = () => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = batch[at++];
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
  };
  varint();
  const runs = varint();
  for (let run = 0; run < runs; run++) {
    at += 8;
    varint();
    varint();
    if (varint() === 0) at += 32;
  }
  return at;
}

function read(bytes, at) {
  const major = bytes[at] >> 5;
  const [value, next] = head(bytes, at);
  if (major === 0) return [value, next];
  if (major === 1) return [-1n - BigInt(value), next];
  if (major === 2) return [bytes.subarray(next, next + Number(value)), next + Number(value)];
  if (major === 4) {
    const items = [];
    let position = next;
    for (let i = 0; i < Number(value); i++) {
      const [item, after] = read(bytes, position);
      items.push(item);
      position = after;
    }
    return [items, position];
  }
  if (bytes[at] === 0xf6) return [undefined, at + 1];
  if (bytes[at] === 0xf4 || bytes[at] === 0xf5) return [bytes[at] === 0xf5, at + 1];
  throw new Error(`unexpected CBOR at ${at}`);
}

function head(bytes, at) {
  const short = bytes[at] & 31;
  if (short < 24) return [short, at + 1];
  const length = 1 << (short - 24);
  let value = 0n;
  for (let i = 1; i <= length; i++) value = (value << 8n) | BigInt(bytes[at + i]);
  return [value <= Number.MAX_SAFE_INTEGER ? Number(value) : value, at + 1 + length];
}
