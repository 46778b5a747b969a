#!/usr/bin/env node
// Starts the program that the platform's package brought, with this process's arguments, streams and signals.
const { spawn } = require('node:child_process')

function program() {
  const name = `tributary-${process.platform}-${process.arch}`
  try {
    return require.resolve(`${name}/bin/tributary`)
  } catch {
    console.error(`error: tributary has no program for ${process.platform} on ${process.arch} here: the package ${name} is missing`)
    console.error('hint: install without --omit=optional; other systems build from source')
    process.exit(2)
  }
}

const child = spawn(program(), process.argv.slice(2), { stdio: 'inherit' })
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
child.on('error', (error) => {
  console.error(`error: ${error.message}`)
  process.exit(2)
})
child.on('exit', (status, signal) => (signal ? process.kill(process.pid, signal) : process.exit(status)))
