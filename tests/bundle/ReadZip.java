// SPDX-License-Identifier: Apache-2.0
// Reads a ZIP as a stream, front to back, and prints the size and name of each member.
import java.io.FileInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

public class ReadZip {
    public static void main(String[] arguments) throws Exception {
        byte[] room = new byte[1 << 16];
        try (ZipInputStream in = new ZipInputStream(new FileInputStream(arguments[0]))) {
            for (ZipEntry entry; (entry = in.getNextEntry()) != null; ) {
                long size = 0;
                for (int n; (n = in.read(room)) > 0; )
                    size += n;
                System.out.println(size + " " + entry.getName());
            }
        }
    }
}
