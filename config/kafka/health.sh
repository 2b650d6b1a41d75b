#!/bin/bash
# Asks the broker which requests it knows (ApiVersions, version 0), the first thing that any client asks. An open port
# would say too little, and the tools of Kafka would start a JVM for each check.
# usage: health.sh [HOST [PORT]]
exec 3<>"/dev/tcp/${1:-localhost}/${2:-9092}" || exit 1
# length 16, key 18, version 0, correlation id 7, client id "health"
printf '\0\0\0\x10\0\x12\0\0\0\0\0\x07\0\x06health' >&3
# length, correlation id, error code: the answer begins with its length, and its first byte is 0.
answer=$(timeout 5 head -c 10 <&3 | od -An -v -tx1 | tr -d ' \n')
[[ $answer == ????????000000070000 ]]
