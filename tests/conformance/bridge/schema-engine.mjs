#!/usr/bin/env node
// What PRISMA_SCHEMA_ENGINE_BINARY names: hands this process's arguments, folder, environment and streams to server.mjs.
import { connect } from 'node:net'

const { argv, env, stdin, stdout, stderr } = process
const args = argv.slice(2)
const socket = connect(Number(env.TRIBUTARY_ENGINE_PORT), '127.0.0.1')
socket.on('error', () => process.exit(101))
socket.write(JSON.stringify({ major: Number(env.TRIBUTARY_ENGINE_MAJOR), folder: process.cwd(), args, env }) + '\n')
if (args.includes('cli')) {
  // One answer: the exit status, a line, then what goes to the log.
  let reply = ''
  socket.setEncoding('utf8').on('data', (text) => (reply += text))
  socket.on('end', () => {
    const end = reply.indexOf('\n')
    stderr.write(reply.slice(end + 1), () => process.exit(Number(reply.slice(0, end))))
  })
} else {
  stdin.on('data', (text) => socket.write(text)).on('end', () => process.exit(0))
  socket.on('data', (text) => stdout.write(text)).on('close', () => process.exit(0))
}
