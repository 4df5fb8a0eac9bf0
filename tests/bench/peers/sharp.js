// Makes thumbnails of every picture of a folder with sharp, as its users write it.
//
//   node sharp.js SOURCE DESTINATION WAYS each|chain|whole SIZE[.webp][,SIZE[.webp]...]|recipe
//
// WAYS pictures are in progress at a time, each on one thread. `each` makes every size from the
// source; `chain` makes the largest from the source and each other one from the one before it; `whole`
// is `each` without leaving a WebP's scaling to its decoder, which is quick and blurs.
// Outputs are DESTINATION/STEM-SIZE.jpg, or .webp: inside a box of SIZE x SIZE, quality 80; the JPEGs
// 4:2:0 with optimised Huffman tables. `recipe` makes those of photomill's default recipe. Exits with
// code 1 if a picture failed, and names it.
'use strict';
const fs = require('fs');
const path = require('path');
const sharp = require('sharp');

const [source, destination, ways, mode, list] = process.argv.slice(2);
const sizes = list === 'recipe' ? [] : list.split(',')
  .map((word) => ({ side: parseInt(word, 10), webp: word.endsWith('.webp') }))
  .sort((a, b) => b.side - a.side);
const queue = fs.readdirSync(source).sort();

sharp.cache(false);
sharp.concurrency(1);

// From a file or from the bytes of a larger thumbnail, which is upright already.
function shrink(input, size, turn) {
  const picture = sharp(input);
  const resized = (turn ? picture.rotate() : picture)
    .resize(size.side, size.side, {
      fit: 'inside', withoutEnlargement: true, fastShrinkOnLoad: mode !== 'whole',
    });
  const encoded = size.webp ? resized.webp({ quality: 80 })
    : resized.jpeg({ quality: 80, chromaSubsampling: '4:2:0', optimiseCoding: true });
  return encoded.toBuffer();
}

async function makeRecipe(name) {
  const stem = path.parse(name).name;
  const picture = sharp(path.join(source, name)).rotate();
  await picture.clone().resize(2048, 2048, { fit: 'inside', withoutEnlargement: true })
    .jpeg({ quality: 82 }).toFile(path.join(destination, `${stem}.jpg`));
  await picture.clone().resize(320, 320, { fit: 'cover' })
    .webp({ quality: 80 }).toFile(path.join(destination, 'thumbs', `${stem}.webp`));
}

async function convert(name) {
  if (list === 'recipe') return makeRecipe(name);
  const file = path.join(source, name);
  let input = file;
  for (const size of sizes) {
    const bytes = await shrink(input, size, input === file);
    const ending = `-${size.side}.${size.webp ? 'webp' : 'jpg'}`;
    await fs.promises.writeFile(path.join(destination, path.parse(name).name + ending), bytes);
    if (mode === 'chain') input = bytes;
  }
}

async function work() {
  for (let name = queue.shift(); name !== undefined; name = queue.shift()) {
    try {
      await convert(name);
    } catch (error) {
      console.error(`${name}: ${error.message}`);
      process.exitCode = 1;
    }
  }
}

Promise.all(Array.from({ length: Number(ways) }, work));
