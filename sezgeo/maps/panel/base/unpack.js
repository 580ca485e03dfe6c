// Unpack the pool of columns that sezgeo.maps.encoding wrote.

export async function unpackPool(pool) {
  const bytes = await inflate(bytesOf(pool.deflated).subarray(0, pool.bytes));
  const numbers = (place) => numberColumn(pool.columns[place], bytes);
  return { numbers, words: (place) => wordColumn(pool.columns[place], bytes, numbers) };
}

// Five letters make four bytes, as sezgeo.maps.encoding.in_letters wrote them.
const LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#'%,()*+-;.=/?@^_:[|]~";

export function bytesOf(letters) {
  const digits = new Uint8Array(128);
  for (let digit = 0; digit < LETTERS.length; digit++) digits[LETTERS.charCodeAt(digit)] = digit;
  const bytes = new Uint8Array((letters.length / 5) * 4);
  const view = new DataView(bytes.buffer);
  for (let group = 0; group * 5 < letters.length; group++) {
    let word = 0;
    for (let letter = 0; letter < 5; letter++) word = word * 85 + digits[letters.charCodeAt(group * 5 + letter)];
    view.setUint32(group * 4, word);
  }
  return bytes;
}

export async function inflate(packed) {
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

function numberColumn(column, bytes) {
  const numbers = new Float64Array(column.count);
  if ("all" in column) return numbers.fill(column.all === null ? NaN : column.all);
  if ("float" in column) return floats(column, bytes, numbers);
  for (let cell = 0; cell < column.count; cell++) {
    let code = 0;
    for (let plane = column.planes - 1; plane >= 0; plane--) {
      code = code * 256 + bytes[column.at + plane * column.count + cell];
    }
    numbers[cell] = code === 0 ? NaN : (code - 1 + column.least) / column.scale;
  }
  return numbers;
}

function floats(column, bytes, numbers) {
  const view = new DataView(numbers.buffer);
  for (let cell = 0; cell < column.count; cell++) {
    for (let plane = 0; plane < 8; plane++) {
      view.setUint8(cell * 8 + plane, bytes[column.float + plane * column.count + cell]);
    }
    numbers[cell] = view.getFloat64(cell * 8, true);
  }
  return numbers;
}

function wordColumn(column, bytes, numbers) {
  const words =
    column.words || JSON.parse(new TextDecoder().decode(bytes.subarray(column.at, column.at + column.bytes)));
  return Array.from(numbers(column.codes), (code) => words[code]);
}
