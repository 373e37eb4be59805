// GitHub's own expression evaluator, one question after the other.
// usage: node expressions.mjs FOLDER    FOLDER has node_modules with @actions/expressions
// stdin: lines of JSON {"expr": "...", "contexts": {...}}; stdout: a line for each: {"kind", "value", "string"} or {"error", "phase"}
import path from "node:path";
import readline from "node:readline";
import {pathToFileURL} from "node:url";

const from = (...names) => import(pathToFileURL(path.join(process.argv[2], "node_modules/@actions/expressions/dist", ...names)));
const {Lexer, Parser, Evaluator, data} = await from("index.js");
const {reviver} = await from("data", "reviver.js");
const {replacer} = await from("data", "replacer.js");
const {kindStr} = await from("data", "expressiondata.js");

function answer({expr, contexts}) {
  let phase = "syntax";
  try {
    const known = JSON.parse(JSON.stringify(contexts), reviver);
    const {tokens} = new Lexer(expr).lex();
    const tree = new Parser(tokens, known.pairs().map(pair => pair.key), []).parse();
    phase = "evaluation";
    const value = tree === undefined ? new data.Null() : new Evaluator(tree, known).evaluate();
    return {kind: kindStr(value.kind), value: JSON.parse(JSON.stringify(value, replacer) ?? "null"), string: value.coerceString()};
  } catch (error) {
    return {error: error.message, phase};
  }
}

readline.createInterface({input: process.stdin}).on("line", line => {
  process.stdout.write(JSON.stringify(answer(JSON.parse(line))) + "\n");
});
