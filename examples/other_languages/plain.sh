#!/usr/bin/env bash
# Say each line of the standard input to a relay, with nothing but bash:
#
#     echo "The door is open." | ./plain.sh [HOST [PORT]]
#
# It speaks the plain form of docs/protocol.md. For numbers, and so that nothing is lost while the
# relay is away, pipe into `python -m producer.lines` instead. HARDWARE_TOKEN may hold a token.
set -euo pipefail
LC_ALL=C # lengths are bytes
host=${1:-localhost} port=${2:-3001} quiet=15

frame() { # OPCODE TEXT (RFC 6455, 5.2): final, masked with zeros, so that the text stays readable
    local size=${#2} head
    if ((size < 126)); then
        printf -v head '\\x%02x\\x%02x' $((0x80 | $1)) $((0x80 | size))
    else
        printf -v head '\\x%02x\\xfe\\x%02x\\x%02x' $((0x80 | $1)) $((size >> 8)) $((size & 255))
    fi
    printf "$head"'\0\0\0\0%s' "$2" >&3
}

say() {
    ((${#1} <= 2048)) || { echo "A line of more than 2048 bytes is left out." >&2 && return; }
    local text=${1//\\/\\\\}
    text=${text//\"/\\\"}
    frame 1 "{\"type\":\"hardware\",\"message\":\"${text//[[:cntrl:]]/ }\",\"token\":\"${HARDWARE_TOKEN:-}\"}"
}

exec 3<>"/dev/tcp/$host/$port"
printf '%s\r\n' "GET / HTTP/1.1" "Host: $host:$port" "Connection: Upgrade" "Upgrade: websocket" \
    "Sec-WebSocket-Version: 13" "Sec-WebSocket-Key: $(head -c 16 /dev/urandom | base64)" "" >&3
read -r status <&3
[[ $status == *" 101 "* ]] || { echo "It answers: ${status%$'\r'}" >&2; exit 1; }
while read -r header <&3 && [[ $header != $'\r' ]]; do :; done

say "first connection"
line=
while :; do
    if IFS= read -r -t "$quiet" part; then
        say "$line$part" && line=
    elif (($? > 128)); then # a word now and then is the sign of life that the relay wants
        line+=$part && say "first connection"
    else
        break
    fi
done
[[ -z $line$part ]] || say "$line$part"
frame 8 "" # goodbye
cat <&3 >/dev/null
